"""The pages' addresses."""

from django.contrib.auth.views import LoginView, LogoutView
from django.urls import path

from editor.pages import (
    account,
    artifacts,
    audit,
    candidates,
    explorations,
    explore,
    gallery,
    job_pages,
    members,
    picks,
    previews,
    projects,
    proofs,
    publications,
    records,
    renders,
    reviews,
    sampling_reports,
)
from editor.pages.forms import SignInForm

urlpatterns = [
    path("", projects.projects, name="projects"),
    path(
        "sign-in/",
        LoginView.as_view(
            template_name="pages/sign_in.html",
            authentication_form=SignInForm,
            redirect_authenticated_user=True,
        ),
        name="sign-in",
    ),
    path("sign-out/", LogoutView.as_view(), name="sign-out"),
    path("account/", account.account, name="account"),
    path("projects/new/", projects.project_new, name="project-new"),
    path("projects/<uuid:project_id>/", gallery.project, name="project"),
    path("projects/<uuid:project_id>/explore/", explore.explore, name="explore"),
    path("explorations/<uuid:exploration_id>/", explorations.exploration, name="exploration"),
    path("projects/<uuid:project_id>/members/", members.members, name="project-members"),
    path(
        "projects/<uuid:project_id>/sampling-reports/",
        sampling_reports.reports,
        name="sampling-reports",
    ),
    path("sampling-reports/<uuid:job_id>/", sampling_reports.report, name="sampling-report"),
    path("projects/<uuid:project_id>/artifacts/<str:digest>/", artifacts.artifact, name="artifact"),
    path(
        "projects/<uuid:project_id>/artifacts/<str:digest>/thumbnail/",
        artifacts.thumbnail,
        name="thumbnail",
    ),
    path("candidates/<uuid:candidate_id>/", candidates.candidate, name="candidate"),
    path("candidates/<uuid:candidate_id>/mask/", candidates.mask, name="candidate-mask"),
    path("candidates/<uuid:candidate_id>/pick/", picks.pick, name="candidate-pick"),
    path("candidates/<uuid:candidate_id>/render/", renders.render, name="candidate-render"),
    path("jobs/<uuid:job_id>/", job_pages.job, name="job"),
    path("jobs/<uuid:job_id>/cancel/", job_pages.cancel, name="job-cancel"),
    path("jobs/<uuid:job_id>/retry/", job_pages.retry, name="job-retry"),
    path("jobs/<uuid:job_id>/previews/", previews.previews, name="previews"),
    path("jobs/<uuid:job_id>/previews/<str:name>/", previews.preview, name="preview"),
    path("jobs/<uuid:job_id>/record/", records.record, name="job-record"),
    path("jobs/<uuid:job_id>/record.json", records.record_json, name="job-record-json"),
    path("proofs/<uuid:proof_id>/", proofs.proof, name="proof"),
    path("proofs/<uuid:proof_id>/review/", proofs.review, name="proof-review"),
    path("proofs/<uuid:proof_id>/publish/", proofs.publish, name="proof-publish"),
    path("proofs/<uuid:proof_id>/download/", proofs.download, name="proof-download"),
    path("reviews/", reviews.reviews, name="reviews"),
    path("published/<str:slug>/", publications.publication, name="publication"),
    path("published/<str:slug>/picture.png", publications.picture, name="publication-picture"),
    path("audit/", audit.audit, name="audit"),
]
