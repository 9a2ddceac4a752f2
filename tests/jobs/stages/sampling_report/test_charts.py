"""The charts are SVG that a page and a file can hold."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from jobs.stages.sampling_report.charts import charts
from jobs.stages.sampling_report.svg_marks import LEFT, RIGHT, axis_over
from tests.jobs.stages.sampling_report.rows import prompt, report

SVG = "{http://www.w3.org/2000/svg}"
USUAL = report([prompt((12, 10), (0.5, 0.25)), prompt((13, 11), (0.25, 0.25))])
NO_FAILURE = report([prompt((12, 10)), prompt((13, 11))])


@pytest.mark.parametrize("of", [USUAL, NO_FAILURE])
def test_each_chart_is_well_formed_and_says_what_it_shows(of):
    found = charts(of)
    assert [chart.name for chart in found] == ["ratios", "novelty", "failures"]
    for chart in found:
        root = ElementTree.fromstring(chart.standalone)
        assert root.attrib["role"] == "img"
        title, description = root.find(f"{SVG}title"), root.find(f"{SVG}desc")
        assert root.attrib["aria-labelledby"] == f"{title.attrib['id']} {description.attrib['id']}"
        assert "interval" in description.text


def test_a_file_carries_its_colours_for_light_and_dark_and_a_page_brings_its_own():
    chart = charts(USUAL)[0]
    assert "prefers-color-scheme: dark" in chart.standalone
    assert "<style" not in chart.inline
    assert 'style="' not in chart.inline


def test_both_measures_stand_beside_the_articles():
    words = charts(USUAL)[0].standalone
    assert "article +28 %" in words
    assert "article +42 %" in words


def test_a_ratio_that_is_undefined_is_said_and_not_drawn():
    assert "undefined: the number to compare with is zero" in charts(NO_FAILURE)[0].standalone


def test_marks_stay_inside_the_plot():
    root = ElementTree.fromstring(charts(USUAL)[1].standalone)
    for mark in root.iter(f"{SVG}circle"):
        assert LEFT <= float(mark.attrib["cx"]) <= RIGHT


@pytest.mark.parametrize("ends", [(0, 0), (0, 0.03), (-0.7, 3.2), (0, 64), (12, 12.5)])
def test_a_scale_has_a_handful_of_ticks_that_enclose_what_it_shows(ends):
    axis = axis_over(*ends)
    assert axis.low <= ends[0] and ends[1] <= axis.high
    assert 3 <= len(axis.ticks) <= 9
