"""What can be asked for: recipes, stages, and the exact models that would run."""

from __future__ import annotations

from typing import Any, get_args
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from editor import access
from editor.actions import renders
from editor.actions.canonical import whole_recipe
from editor.actions.errors import explained
from editor.actions.filling import filled_as
from editor.api.endpoint import Endpoint
from editor.api.errors import Refusal
from editor.api.jobs import PinShape
from jobs import pins, recipes
from jobs.recipes import RecipeStep
from jobs.stage_registry import known_stages
from jobs.stages.contract import Stage
from jobs.stages.inpaint import Strategy


class RecipeStepShape(serializers.Serializer[Any]):
    """A step of a recipe, with every param."""

    stage = serializers.CharField(source="stage.name")
    title = serializers.CharField(source="stage.title")
    params = serializers.SerializerMethodField()

    def get_params(self, step: RecipeStep) -> dict[str, Any]:
        """Defaults included."""
        return step.params.model_dump(mode="json")


class RecipeShape(serializers.Serializer[Any]):
    """A recipe that a render may go through."""

    name = serializers.CharField()
    title = serializers.CharField()
    description = serializers.CharField()
    text = serializers.CharField(help_text="the YAML")
    needs_drawn_mask = serializers.BooleanField()
    steps = RecipeStepShape(many=True)


class StageShape(serializers.Serializer[Any]):
    """A stage that a recipe may name."""

    name = serializers.CharField()
    version = serializers.CharField()
    title = serializers.CharField()
    summary = serializers.CharField()
    queue = serializers.CharField()
    needs = serializers.SerializerMethodField()
    gives = serializers.SerializerMethodField()
    deterministic = serializers.BooleanField()
    timeout = serializers.FloatField(help_text="seconds")
    params = serializers.SerializerMethodField(help_text="JSON Schema of its params")

    def get_needs(self, stage: Stage[Any]) -> list[str]:
        """Roles it takes in."""
        return sorted(stage.needs)

    def get_gives(self, stage: Stage[Any]) -> list[str]:
        """Roles it adds."""
        return sorted(stage.gives)

    def get_params(self, stage: Stage[Any]) -> dict[str, Any]:
        """Types, ranges, defaults and descriptions."""
        schema: dict[str, Any] = stage.params.model_json_schema()
        return schema


class PlannedStepShape(serializers.Serializer[Any]):
    """A step and the exact models and libraries it would use here and now."""

    stage = serializers.CharField()
    version = serializers.CharField()
    pins = PinShape(many=True)


class WhichRecipe(serializers.Serializer[Any]):
    """A shipped recipe's name, and how its mask is filled."""

    recipe = serializers.CharField(max_length=100)
    strategy = serializers.ChoiceField(
        choices=get_args(Strategy),
        required=False,
        allow_blank=True,
        default="",
        help_text="in place of the recipe's own",
    )


class RecipesEndpoint(Endpoint):
    """The shipped recipes."""

    @extend_schema(
        operation_id="recipes",
        summary="Recipes a render may go through",
        responses={200: RecipeShape(many=True)},
        tags=["catalogue"],
    )
    def get(self, request: Request) -> Response:
        """With every param of every step."""
        shipped = [recipes.load(name) for name in recipes.names()]
        return Response(RecipeShape(shipped, many=True).data)


class StagesEndpoint(Endpoint):
    """The stages this studio knows."""

    @extend_schema(
        operation_id="stages",
        summary="Stages a recipe may name",
        responses={200: StageShape(many=True)},
        tags=["catalogue"],
    )
    def get(self, request: Request) -> Response:
        """With the JSON Schema of their params."""
        return Response(StageShape(known_stages().values(), many=True).data)


class PlanEndpoint(Endpoint):
    """What a render would use."""

    @extend_schema(
        operation_id="plan",
        summary="The exact models and libraries a render would use",
        parameters=[WhichRecipe],
        responses={200: PlannedStepShape(many=True), 400: Refusal, 404: Refusal},
        tags=["catalogue"],
    )
    def get(self, request: Request, candidate_id: UUID) -> Response:
        """Known before anything runs; loads no model."""
        candidate = access.candidate_for(self.person, candidate_id)
        asked = WhichRecipe(data=request.query_params)
        asked.is_valid(raise_exception=True)
        offered = renders.offered_recipe(asked.validated_data["recipe"])
        filled = filled_as(offered, strategy=asked.validated_data["strategy"])
        recipe = whole_recipe(candidate, filled)
        with explained("recipe"):
            plan = pins.planned(recipe)
        return Response(PlannedStepShape(plan, many=True).data)
