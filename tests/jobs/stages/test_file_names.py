"""Names for people from whatever an upload was called."""

import pytest

from jobs.stages.file_names import LONGEST, safe_name


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("photo.jpg", "photo.jpg"),
        ("Été à Nîmes.JPG", "Été à Nîmes.JPG"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\me\\shot.png", "shot.png"),
        ("a\x00b\nc\x1b[31m.png", "ab c[31m.png"),
        ("photo\u202egpj.exe", "photogpj.exe"),
        ("zero\u200bwidth.png", "zerowidth.png"),
        ("  many   spaces .tif", "many spaces.tif"),
        ('a<b>:"|?*.png', "a_b______.png"),
        (".htaccess", "htaccess"),
        ("写真.jpg", "写真.jpg"),
        ("", "picture"),
        ("...", "picture"),
        ("/", "picture"),
        ("lone\ud800surrogate.png", "lonesurrogate.png"),
    ],
)
def test_a_name_becomes_safe(name, expected):
    assert safe_name(name) == expected


@pytest.mark.parametrize("letter", ["x", "é", "写", "😀"])
def test_a_300_byte_name_is_cut_and_keeps_its_extension(letter):
    name = safe_name(letter * (300 // len(letter.encode())) + ".jpeg")
    assert name.endswith(".jpeg")
    assert len(name) <= LONGEST
    assert len(name.encode()) <= 200


def test_a_safe_name_stays_as_it_is():
    once = safe_name("x" * 300 + " \u202e. .png")
    assert safe_name(once) == once
