"""The REST addresses and their OpenAPI document."""

from django.urls import URLPattern, path
from drf_spectacular.contrib import pydantic as _pydantic_shapes  # noqa: F401  registers itself
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

from editor.api import (
    allowed_texts,
    artifacts,
    candidates,
    catalogue,
    comparisons,
    edits,
    explorations,
    gate_profiles,
    inpaint_calls,
    jobs,
    marks,
    projects,
    proofs,
    provenance,
    publication_formats,
    publications,
    replays,
    sampling_reports,
    targets,
    threads,
    tokens,
    waivers,
)

PROJECT = "projects/<uuid:project_id>/"
EXPLORATION = "explorations/<uuid:exploration_id>/"
CANDIDATE = "candidates/<uuid:candidate_id>/"
JOB = "jobs/<uuid:job_id>/"
PROOF = "proofs/<uuid:proof_id>/"

urlpatterns: list[URLPattern] = [
    path("schema/", SpectacularAPIView.as_view(), name="schema"),
    path("docs/", SpectacularSwaggerSplitView.as_view(), name="api-docs"),
    path("token/", tokens.TokenEndpoint.as_view(), name="api-token"),
    path("where-from/", provenance.ProvenanceEndpoint.as_view(), name="api-provenance"),
    path("recipes/", catalogue.RecipesEndpoint.as_view(), name="api-recipes"),
    path("stages/", catalogue.StagesEndpoint.as_view(), name="api-stages"),
    path("fill-costs/", edits.FillCostsEndpoint.as_view(), name="api-fill-costs"),
    path("schedulers/", explorations.SchedulersEndpoint.as_view(), name="api-schedulers"),
    path("projects/", projects.ProjectsEndpoint.as_view(), name="api-projects"),
    path(PROJECT, projects.ProjectEndpoint.as_view(), name="api-project"),
    path(f"{PROJECT}members/", projects.MembersEndpoint.as_view(), name="api-members"),
    path(
        f"{PROJECT}members/<str:username>/",
        projects.MemberEndpoint.as_view(),
        name="api-member",
    ),
    path(
        f"{PROJECT}allowed-text/",
        allowed_texts.AllowedTextsEndpoint.as_view(),
        name="api-allowed-texts",
    ),
    path(
        "allowed-text/<uuid:allowed_text_id>/",
        allowed_texts.AllowedTextEndpoint.as_view(),
        name="api-allowed-text",
    ),
    path(
        f"{PROJECT}publication-formats/",
        publication_formats.PublicationFormatsEndpoint.as_view(),
        name="api-publication-formats",
    ),
    path(
        f"{PROJECT}publication-formats/<uuid:format_id>/",
        publication_formats.PublicationFormatEndpoint.as_view(),
        name="api-publication-format",
    ),
    path(f"{PROJECT}marks/", marks.MarksEndpoint.as_view(), name="api-marks"),
    path(f"{PROJECT}marks/<uuid:mark_id>/", marks.MarkEndpoint.as_view(), name="api-mark"),
    path(
        f"{PROJECT}gate-profile/",
        gate_profiles.GateProfileEndpoint.as_view(),
        name="api-gate-profile",
    ),
    path(f"{PROJECT}target/", targets.TargetEndpoint.as_view(), name="api-target"),
    path(f"{PROJECT}events/", projects.EventsEndpoint.as_view(), name="api-events"),
    path(f"{PROJECT}jobs/", jobs.JobsEndpoint.as_view(), name="api-jobs"),
    path(
        f"{PROJECT}explorations/",
        explorations.ExplorationsEndpoint.as_view(),
        name="api-explorations",
    ),
    path(
        f"{PROJECT}conditioning/",
        explorations.ConditioningEndpoint.as_view(),
        name="api-conditioning",
    ),
    path(
        f"{PROJECT}sampling-reports/",
        sampling_reports.SamplingReportsEndpoint.as_view(),
        name="api-sampling-reports",
    ),
    path(
        "sampling-reports/<uuid:job_id>/",
        sampling_reports.SamplingReportEndpoint.as_view(),
        name="api-sampling-report",
    ),
    path(f"{PROJECT}candidates/", candidates.CandidatesEndpoint.as_view(), name="api-candidates"),
    path(f"{PROJECT}inpaint/", inpaint_calls.InpaintEndpoint.as_view(), name="api-inpaint"),
    path(
        f"{PROJECT}artifacts/<str:digest>/",
        artifacts.ArtifactEndpoint.as_view(),
        name="api-artifact",
    ),
    path(EXPLORATION, explorations.ExplorationEndpoint.as_view(), name="api-exploration"),
    path(CANDIDATE, candidates.CandidateEndpoint.as_view(), name="api-candidate"),
    path(f"{CANDIDATE}pick/", candidates.PickEndpoint.as_view(), name="api-pick"),
    path(f"{CANDIDATE}mask/", candidates.MaskEndpoint.as_view(), name="api-mask"),
    path(f"{CANDIDATE}letters/", edits.LettersEndpoint.as_view(), name="api-letters"),
    path(f"{CANDIDATE}edits/", edits.EditsEndpoint.as_view(), name="api-edits"),
    path(f"{CANDIDATE}plan/", catalogue.PlanEndpoint.as_view(), name="api-plan"),
    path(f"{CANDIDATE}renders/", proofs.RendersEndpoint.as_view(), name="api-renders"),
    path(JOB, jobs.JobEndpoint.as_view(), name="api-job"),
    path(f"{JOB}cancel/", jobs.CancelEndpoint.as_view(), name="api-job-cancel"),
    path(f"{JOB}retry/", jobs.RetryEndpoint.as_view(), name="api-job-retry"),
    path(f"{JOB}replays/", replays.ReplaysEndpoint.as_view(), name="api-replays"),
    path("replays/<uuid:job_id>/", replays.ReplayEndpoint.as_view(), name="api-replay"),
    path(f"{JOB}record/", jobs.RecordEndpoint.as_view(), name="api-job-record"),
    path(
        "records/compare/",
        comparisons.ComparisonEndpoint.as_view(),
        name="api-record-comparison",
    ),
    path(PROOF, proofs.ProofEndpoint.as_view(), name="api-proof"),
    path(f"{PROOF}gate/", proofs.GateEndpoint.as_view(), name="api-gate"),
    path(f"{PROOF}waivers/", waivers.WaiversEndpoint.as_view(), name="api-waivers"),
    path(f"{PROOF}review/", proofs.ReviewEndpoint.as_view(), name="api-review"),
    path(f"{PROOF}claim/", threads.ClaimEndpoint.as_view(), name="api-claim"),
    path(f"{PROOF}threads/", threads.ThreadsEndpoint.as_view(), name="api-threads"),
    path("threads/<uuid:thread_id>/", threads.ThreadEndpoint.as_view(), name="api-thread"),
    path(
        "threads/<uuid:thread_id>/comments/",
        threads.CommentsEndpoint.as_view(),
        name="api-comments",
    ),
    path("comments/<uuid:comment_id>/", threads.CommentEndpoint.as_view(), name="api-comment"),
    path(
        f"{PROOF}publication/", publications.PublicationEndpoint.as_view(), name="api-publication"
    ),
    path(
        "publications/<str:slug>/withdrawal/",
        publications.WithdrawalEndpoint.as_view(),
        name="api-withdrawal",
    ),
    path("reviews/", proofs.ReviewsEndpoint.as_view(), name="api-reviews"),
]
