"""Near-duplicates on stacks."""

from editor.stacks import NEAR_DUPLICATE_BITS, stacked


def hash_of(*bits: int) -> str:
    """A perceptual hash with these of its 64 bits set."""
    return f"{sum(1 << bit for bit in bits):016x}"


def test_pictures_that_look_much_the_same_share_a_stack():
    near, far = range(NEAR_DUPLICATE_BITS), range(NEAR_DUPLICATE_BITS + 1)
    hashes = [("a", hash_of()), ("b", hash_of(*far)), ("c", hash_of(*near))]
    assert stacked(hashes) == [("a", "c"), ("b",)]


def test_nearness_is_to_a_stacks_first_member_and_goes_no_further():
    half = NEAR_DUPLICATE_BITS
    hashes = [
        ("a", hash_of()),
        ("b", hash_of(*range(half))),
        ("c", hash_of(*range(2 * half))),
    ]
    assert stacked(hashes) == [("a", "b"), ("c",)]


def test_the_order_is_kept_and_nothing_is_left_out():
    hashes = [("c", "f" * 16), ("a", "0" * 16), ("b", "f" * 16)]
    assert stacked(hashes) == [("c", "b"), ("a",)]


def test_a_picture_without_a_hash_lies_alone():
    assert stacked([("a", ""), ("b", ""), ("c", "0" * 16)]) == [("a",), ("b",), ("c",)]


def test_nothing_makes_no_stack():
    assert stacked([]) == []
