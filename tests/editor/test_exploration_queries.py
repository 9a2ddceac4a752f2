"""Reads of explorations and of samples in the gallery, and how many queries each takes."""

import pytest

from editor import access, queries
from jobs.models import Preview
from tests import factories

pytestmark = pytest.mark.django_db

ZEROS, ONES = "0" * 16, "f" * 16


@pytest.fixture
def project():
    return factories.project()


def test_a_samples_tile_knows_where_it_came_from(project):
    exploration = factories.exploration(project)
    sample = factories.sample(exploration, 2, phash=ZEROS)
    upload = factories.candidate(project)
    tiles = {tile.id: tile for tile in queries.gallery(project)}
    origin = tiles[sample.id].origin
    assert (origin.exploration, origin.sample_index, origin.seed) == (exploration.id, 2, 2)
    assert (origin.stack, origin.stack_size) == (sample.id, 1)
    assert tiles[upload.id].origin is None
    assert tiles[upload.id].is_on_top


def test_near_duplicates_lie_under_the_first_of_them(project):
    exploration = factories.exploration(project)
    first, other, same = (
        factories.sample(exploration, phash=phash) for phash in (ZEROS, ONES, ZEROS)
    )
    tiles = {tile.id: tile for tile in queries.gallery(project)}
    assert tiles[same.id].origin.stack == first.id
    assert not tiles[same.id].is_on_top
    assert [tiles[one.id].origin.stack_size for one in (first, other, same)] == [2, 1, 2]
    assert tiles[other.id].is_on_top


def test_samples_of_different_explorations_are_never_stacked(project):
    samples = [factories.sample(factories.exploration(project), phash=ZEROS) for _ in range(2)]
    tiles = {tile.id: tile for tile in queries.gallery(project)}
    assert all(tiles[sample.id].is_on_top for sample in samples)


def test_a_picked_candidates_tile_says_so(project):
    sample = factories.sample(factories.exploration(project))
    sample.picked_by, sample.picked_at = project.created_by, sample.added_at
    sample.save()
    factories.candidate(project)
    assert [tile.picked for tile in queries.gallery(project)] == [False, True]


def test_the_gallery_takes_two_queries_with_samples_too(project, django_assert_num_queries):
    for _ in range(3):
        exploration = factories.exploration(project)
        for phash in (ZEROS, ZEROS, ONES):
            factories.proof(factories.sample(exploration, phash=phash))
    with django_assert_num_queries(2):
        assert len(queries.gallery(project)) == 9


def test_explorations_are_listed_newest_first_with_what_came_of_them(project):
    old = factories.exploration(project, prompt="a blue vase")
    new = factories.exploration(project)
    samples = [factories.sample(old) for _ in range(6)]
    samples[4].picked_by, samples[4].picked_at = project.created_by, samples[4].added_at
    samples[4].save()
    cards = queries.exploration_cards(queries.explorations_of(project))
    assert [card.exploration for card in cards] == [new, old]
    assert [(card.delivered, card.picked) for card in cards] == [(0, 0), (6, 1)]
    assert cards[1].covers == tuple(sample.picture_id for sample in samples[:4])


def test_the_list_takes_the_same_queries_for_any_number(project, django_assert_num_queries):
    for _ in range(5):
        exploration = factories.exploration(project)
        factories.sample(exploration)
    with django_assert_num_queries(3):
        for card in queries.exploration_cards(queries.explorations_of(project)):
            assert card.exploration.job.status and card.exploration.asked_by.username


def test_a_page_holds_what_came_in_order_and_what_is_still_to_come(project):
    exploration = factories.exploration(project, count=4)
    late, early = factories.sample(exploration, 2), factories.sample(exploration, 0)
    Preview.objects.create(step=exploration.job.steps.get(), name="sample.003", data=b"webp")
    page = queries.exploration_page(exploration)
    assert [tile.id for tile in page.tiles] == [early.id, late.id]
    assert [(one.name, one.index, one.previewed) for one in page.coming] == [
        ("sample.001", 1, False),
        ("sample.003", 3, True),
    ]
    assert len({one.seed for one in page.coming}) == 2
    assert (page.missing, page.details, page.notes) == (0, None, ())


def test_a_fixed_seed_is_the_one_that_is_still_to_come(project):
    exploration = factories.exploration(project, count=2)
    exploration.params["seeds"] = [41, 42]
    page = queries.exploration_page(exploration)
    assert [one.seed for one in page.coming] == [41, 42]


def test_a_page_of_what_was_cancelled_says_how_many_never_came(project):
    exploration = factories.exploration(project, count=4, status="cancelled")
    factories.sample(exploration)
    page = queries.exploration_page(exploration)
    assert (page.coming, page.missing) == ((), 3)


def test_a_page_puts_near_duplicates_on_one_stack_and_hides_none(project):
    exploration = factories.exploration(project)
    first, other, same = (
        factories.sample(exploration, phash=phash) for phash in (ZEROS, ONES, ZEROS)
    )
    page = queries.exploration_page(exploration)
    assert [[tile.id for tile in stack] for stack in page.stacks] == [
        [first.id, same.id],
        [other.id],
    ]


def test_a_page_takes_the_same_queries_for_any_number(project, django_assert_num_queries):
    exploration = factories.exploration(project, count=9)
    for _ in range(7):
        factories.proof(factories.sample(exploration, phash=ZEROS))
    reached = access.exploration_for(project.created_by, exploration.id)
    with django_assert_num_queries(4):
        page = queries.exploration_page(reached)
    assert (len(page.tiles), len(page.coming), page.exploration.project) == (7, 2, project)
