"""Explorations: ask for samples of a prompt, see which have come, know beforehand what runs."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from editor import access, queries
from editor.actions import explorations as actions
from editor.actions.sampling import fitting_schedulers
from editor.api.endpoint import Endpoint
from editor.api.errors import REFUSALS, Refusal
from editor.api.paging import ByAsking, PagedEndpoint
from editor.models import Exploration
from editor.scopes import Scope
from jobs.models import Job
from jobs.recipe_params import expectation
from jobs.stages.generator.params import LARGEST_SEED, ExploreParams
from jobs.stages.generator.schedulers import SCHEDULERS

EXPLORE_PARAMS: Any = ExploreParams
"""The document takes pydantic models too, which the annotation of its decorator leaves out."""
CONDITIONING_OR_NULL = {"oneOf": [{"$ref": "#/components/schemas/Conditioning"}, {"type": "null"}]}


def _takes(name: str) -> str:
    return f"{ExploreParams.model_fields[name].description}: {expectation(ExploreParams, name)}"


class SamplingWish(serializers.Serializer[Any]):
    """A prompt and how to sample it; what is left out is the checkpoint's own."""

    prompt = serializers.CharField(
        allow_blank=True, trim_whitespace=False, help_text=_takes("prompt")
    )
    negative_prompt = serializers.CharField(
        required=False,
        allow_blank=True,
        trim_whitespace=False,
        default="",
        help_text=_takes("negative_prompt"),
    )
    count = serializers.IntegerField(
        required=False,
        default=ExploreParams.model_fields["count"].default,
        help_text=_takes("count"),
    )
    width = serializers.IntegerField(
        required=False, allow_null=True, default=None, help_text=_takes("width")
    )
    height = serializers.IntegerField(
        required=False, allow_null=True, default=None, help_text=_takes("height")
    )
    scheduler = serializers.CharField(
        required=False,
        allow_blank=True,
        default="",
        max_length=100,
        help_text="a name from `/api/schedulers/`",
    )
    steps = serializers.IntegerField(
        required=False, allow_null=True, default=None, help_text=_takes("steps")
    )
    guidance_scale = serializers.FloatField(
        required=False, allow_null=True, default=None, help_text=_takes("guidance_scale")
    )
    seeds = serializers.ListField(
        child=serializers.IntegerField(),
        required=False,
        default=list,
        help_text="one a sample; left out, they follow from the exploration's seed",
    )
    batch_size = serializers.IntegerField(
        required=False, allow_null=True, default=None, help_text=_takes("batch_size")
    )


class NewExploration(SamplingWish):
    """What to explore."""

    seed = serializers.IntegerField(
        required=False,
        allow_null=True,
        default=None,
        help_text=f"0 to {LARGEST_SEED}; drawn, and recorded, when it is not given",
    )


class ExplorationShape(serializers.Serializer[Any]):
    """A prompt that was explored; its samples are candidates of the project."""

    id = serializers.UUIDField()
    project = serializers.UUIDField(source="project_id")
    job = serializers.UUIDField(source="job_id", help_text="cancel and retry it there")
    status = serializers.ChoiceField(source="job.status", choices=Job.Status.choices)
    seed = serializers.IntegerField(source="job.seed")
    params = serializers.SerializerMethodField(help_text="every one spelled out")
    asked_by = serializers.CharField(source="asked_by.username")
    asked_at = serializers.DateTimeField()

    @extend_schema_field(EXPLORE_PARAMS)
    def get_params(self, exploration: Exploration) -> Any:
        """As the explore stage takes them."""
        return exploration.params


class SampleShape(serializers.Serializer[Any]):
    """A sample that has come."""

    candidate = serializers.UUIDField(source="id")
    name = serializers.CharField()
    digest = serializers.CharField(help_text="the picture")
    sample_index = serializers.IntegerField(source="origin.sample_index")
    seed = serializers.IntegerField(source="origin.seed")
    picked = serializers.BooleanField()
    stack = serializers.UUIDField(
        source="origin.stack", help_text="the candidate on top of those that look much the same"
    )
    stack_size = serializers.IntegerField(source="origin.stack_size", help_text="1 when alone")


class ComingShape(serializers.Serializer[Any]):
    """A sample that has not come yet."""

    name = serializers.CharField()
    sample_index = serializers.IntegerField(source="index")
    seed = serializers.IntegerField()
    previewed = serializers.BooleanField(help_text="something can be shown of it already")


class ExplorationDetail(serializers.Serializer[Any]):
    """An exploration, how far it is, and its samples in their order."""

    exploration = ExplorationShape()
    progress = serializers.FloatField(source="step.progress", help_text="0 to 1")
    note = serializers.CharField(source="step.note", help_text="what it does just now")
    error = serializers.CharField(source="job.error")
    samples = SampleShape(source="tiles", many=True)
    coming = ComingShape(many=True)
    missing = serializers.IntegerField(help_text="samples that never came, once the job is over")
    notes = serializers.ListField(
        child=serializers.CharField(), help_text="what went otherwise than asked"
    )
    conditioning = serializers.SerializerMethodField(help_text="null until it is recorded")

    @extend_schema_field(CONDITIONING_OR_NULL)
    def get_conditioning(self, page: queries.ExplorationPage) -> Any:
        """Tokens, models and the embeddings' digests, as they were."""
        return page.details.conditioning.model_dump(mode="json") if page.details else None


class SchedulerShape(serializers.Serializer[Any]):
    """A sampler that may be asked for."""

    name = serializers.CharField()
    title = serializers.CharField()
    stochastic = serializers.BooleanField(
        help_text="adds noise at each step: for exploring, never for a canonical render"
    )
    fits = serializers.BooleanField(
        allow_null=True,
        help_text="can sample the checkpoint configured here; null while that is not usable",
    )


class ExplorationsEndpoint(PagedEndpoint):
    """A project's explorations."""

    writes = Scope.WRITE

    pagination_class = ByAsking

    @extend_schema(
        operation_id="explorations",
        summary="A project's explorations, newest first",
        responses={200: ExplorationShape(many=True), 404: Refusal},
        tags=["explorations"],
    )
    def get(self, request: Request, project_id: UUID) -> Response:
        """Page by page: follow ``next``."""
        project = access.project_for(self.person, project_id)
        return self.page(queries.explorations_of(project), request, ExplorationShape)

    @extend_schema(
        operation_id="explore",
        summary="Ask for samples of a prompt",
        request=NewExploration,
        responses={201: ExplorationShape, **REFUSALS},
        tags=["explorations"],
    )
    def post(self, request: Request, project_id: UUID) -> Response:
        """Each sample becomes a candidate as soon as it is drawn; watch ``job`` for progress."""
        project = access.project_for(self.person, project_id)
        access.demand(self.person, project, "can_add")
        asked = NewExploration(data=request.data)
        asked.is_valid(raise_exception=True)
        exploration = actions.explore(project=project, asked_by=self.person, **asked.validated_data)
        return Response(ExplorationShape(exploration).data, status=status.HTTP_201_CREATED)


class ExplorationEndpoint(Endpoint):
    """One exploration."""

    @extend_schema(
        operation_id="exploration",
        summary="One exploration, with the samples that have come",
        responses={200: ExplorationDetail, 404: Refusal},
        tags=["explorations"],
    )
    def get(self, request: Request, exploration_id: UUID) -> Response:
        """Near-duplicates share a ``stack``; nothing is left out."""
        exploration = access.exploration_for(self.person, exploration_id)
        return Response(ExplorationDetail(queries.exploration_page(exploration)).data)


class ConditioningEndpoint(Endpoint):
    """What an exploration would be conditioned on."""

    writes = Scope.READ

    @extend_schema(
        operation_id="conditioning",
        summary="What a prompt would run through, before anything runs",
        request=SamplingWish,
        responses={200: actions.ExplorationPlan, 400: Refusal, 404: Refusal},
        tags=["explorations"],
    )
    def post(self, request: Request, project_id: UUID) -> Response:
        """Tokens with those beyond the limit marked, models by SHA-256; queues nothing."""
        access.project_for(self.person, project_id)
        asked = SamplingWish(data=request.data)
        asked.is_valid(raise_exception=True)
        return Response(actions.plan(**asked.validated_data).model_dump(mode="json"))


class SchedulersEndpoint(Endpoint):
    """The samplers that may be asked for."""

    @extend_schema(
        operation_id="schedulers",
        summary="Schedulers a prompt may be sampled with",
        responses={200: SchedulerShape(many=True)},
        tags=["catalogue"],
    )
    def get(self, request: Request) -> Response:
        """Whether each adds noise of its own, and whether it fits the checkpoint."""
        fitting = fitting_schedulers()
        shown = [
            {
                "name": one.name,
                "title": one.title,
                "stochastic": one.stochastic,
                "fits": None if fitting is None else one.name in fitting,
            }
            for one in SCHEDULERS.values()
        ]
        return Response(SchedulerShape(shown, many=True).data)
