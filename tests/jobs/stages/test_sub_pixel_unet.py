"""The shape that our small networks share."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from jobs.stages import sub_pixel_unet

WIDTHS = (4, 6, 8)


def test_it_answers_at_the_size_it_is_given():
    side = 3 * sub_pixel_unet.multiple(WIDTHS)
    net = sub_pixel_unet.build(4, 3, WIDTHS)
    assert net(torch.zeros(2, 4, side, 2 * side)).shape == (2, 3, side, 2 * side)


def test_a_size_that_is_no_multiple_is_an_error():
    net = sub_pixel_unet.build(4, 3, WIDTHS)
    with pytest.raises(RuntimeError):
        net(torch.zeros(1, 4, sub_pixel_unet.multiple(WIDTHS) + 2, 16))


def test_a_condition_changes_the_answer():
    torch.manual_seed(0)
    net = sub_pixel_unet.build(4, 3, WIDTHS, condition=5)
    picture = np.ones((1, 4, 16, 16), np.float32)
    without, with_one = (
        sub_pixel_unet.answer(net, picture, np.full((1, 5), value, np.float32))
        for value in (0.0, 2.0)
    )
    assert not np.allclose(without, with_one)


def test_an_untrained_network_answers_what_it_is_shown_and_not_its_biases():
    torch.manual_seed(0)
    net = sub_pixel_unet.build(4, 3, (16, 24, 32, 48))
    with torch.inference_mode():
        answers = net(torch.rand(6, 4, 32, 32))
    assert float(answers.std(dim=0).mean()) > 0.3 * float(answers.std())
