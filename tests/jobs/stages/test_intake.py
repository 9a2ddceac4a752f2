"""What is taken in, what is refused, and in which words."""

import io

import cv2
import numpy as np
import pytest
import skimage.data
from PIL import ExifTags, Image, ImageCms, ImageOps

from jobs.stages.intake import IntakeError, Limits, take_in
from tests.claimed_sizes import png_of_size

LIMITS = Limits(max_bytes=20_000_000, max_pixels=40_000_000)
COFFEE = skimage.data.coffee()[:200, :300].copy()


def file_of(pixels, format="PNG", **options):
    image = pixels if isinstance(pixels, Image.Image) else Image.fromarray(pixels)
    stream = io.BytesIO()
    image.save(stream, format, **options)
    return stream.getvalue()


def difference(a, b):
    return int(np.abs(a.astype(int) - b.astype(int)).max())


def refusal(data, limits=LIMITS, name="photo.jpg"):
    with pytest.raises(IntakeError) as caught:
        take_in(data, name, limits)
    return str(caught.value)


# What comes in as it is


@pytest.mark.parametrize(
    ("format", "media_type"),
    [("PNG", "image/png"), ("TIFF", "image/tiff")],
)
def test_a_lossless_picture_keeps_every_pixel(format, media_type):
    taken = take_in(file_of(COFFEE, format), f"coffee.{format.lower()}", LIMITS)
    assert np.array_equal(taken.picture.pixels, COFFEE)
    assert (taken.media_type, taken.notes, taken.picture.alpha) == (media_type, (), None)


@pytest.mark.parametrize(
    ("format", "media_type"),
    [("JPEG", "image/jpeg"), ("WEBP", "image/webp"), ("AVIF", "image/avif")],
)
def test_a_lossy_picture_comes_close(format, media_type):
    taken = take_in(file_of(COFFEE, format, quality=95), f"coffee.{format.lower()}", LIMITS)
    assert taken.media_type == media_type
    assert cv2.PSNR(taken.picture.pixels, COFFEE) > 32


def test_a_single_pixel_is_a_picture():
    assert take_in(file_of(COFFEE[:1, :1]), "dot.png", LIMITS).picture.size == (1, 1)


def test_another_format_than_the_name_says_is_noted():
    notes = take_in(file_of(COFFEE), "coffee.jpg", LIMITS).notes
    assert notes == ("The file is a PNG, whatever its name says.",)


# Colour models and depths


def test_grey_becomes_rgb():
    grey = COFFEE[..., 0].copy()
    pixels = take_in(file_of(grey), "grey.png", LIMITS).picture.pixels
    assert np.array_equal(pixels, np.dstack([grey] * 3))


def test_a_palette_becomes_rgb():
    image = Image.fromarray(COFFEE).quantize(32)
    pixels = take_in(file_of(image), "few.png", LIMITS).picture.pixels
    assert np.array_equal(pixels, np.array(image.convert("RGB")))


def test_a_palette_with_transparency_keeps_its_alpha():
    image = Image.fromarray(COFFEE).quantize(32)
    taken = take_in(file_of(image, transparency=3), "few.png", LIMITS)
    assert np.array_equal(taken.picture.alpha == 0, np.array(image) == 3)


def test_one_bit_becomes_rgb():
    image = Image.fromarray(COFFEE).convert("1")
    assert set(np.unique(take_in(file_of(image), "ink.png", LIMITS).picture.pixels)) == {0, 255}


def test_alpha_is_kept():
    alpha = np.tile(np.arange(300) % 256, (200, 1)).astype(np.uint8)
    taken = take_in(file_of(np.dstack([COFFEE, alpha])), "cut.png", LIMITS)
    assert np.array_equal(taken.picture.alpha, alpha)
    assert np.array_equal(taken.picture.pixels, COFFEE)


def test_grey_with_alpha_keeps_both():
    alpha = np.tile(np.arange(300) % 256, (200, 1)).astype(np.uint8)
    image = Image.merge("LA", (Image.fromarray(COFFEE[..., 0].copy()), Image.fromarray(alpha)))
    taken = take_in(file_of(image), "cut.png", LIMITS)
    assert np.array_equal(taken.picture.alpha, alpha)


def test_an_alpha_that_hides_nothing_is_dropped():
    opaque = np.full(COFFEE.shape[:2], 255, np.uint8)
    assert take_in(file_of(np.dstack([COFFEE, opaque])), "x.png", LIMITS).picture.alpha is None


@pytest.mark.parametrize("suffix", [".png", ".tiff"])
def test_sixteen_bit_colours_are_scaled_and_rounded(suffix):
    deep = (COFFEE.astype(int) * 257 + 100).clip(0, 65535).astype(np.uint16)
    data = cv2.imencode(suffix, deep[..., ::-1])[1].tobytes()
    taken = take_in(data, f"deep{suffix}", LIMITS)
    assert np.array_equal(taken.picture.pixels, COFFEE)
    assert taken.notes == ("16 bits a channel were reduced to 8.",)


@pytest.mark.parametrize("suffix", [".png", ".tiff"])
def test_sixteen_bit_grey_is_scaled_and_not_clipped(suffix):
    ramp = np.tile(np.linspace(0, 65535, 300).astype(np.uint16), (50, 1))
    taken = take_in(cv2.imencode(suffix, ramp)[1].tobytes(), f"ramp{suffix}", LIMITS)
    assert difference(taken.picture.pixels[0, :, 0], np.linspace(0, 255, 300).round()) <= 1
    assert taken.notes == ("16 bits a channel were reduced to 8.",)


def test_sixteen_bit_colours_keep_their_alpha():
    deep = np.dstack([COFFEE, COFFEE[..., 0]]).astype(np.uint16) * 257
    data = cv2.imencode(".png", deep[..., [2, 1, 0, 3]])[1].tobytes()
    assert np.array_equal(take_in(data, "x.png", LIMITS).picture.alpha, COFFEE[..., 0])


def test_cmyk_is_converted_and_noted():
    data = file_of(Image.fromarray(COFFEE).convert("CMYK"), "JPEG", quality=95)
    taken = take_in(data, "print.jpg", LIMITS)
    assert cv2.PSNR(taken.picture.pixels, COFFEE) > 30
    assert "CMYK without a colour profile" in taken.notes[0]


def test_lab_is_converted():
    to_lab = ImageCms.buildTransform(
        ImageCms.createProfile("sRGB"), ImageCms.createProfile("LAB"), "RGB", "LAB"
    )
    lab = ImageCms.applyTransform(Image.fromarray(COFFEE), to_lab)
    taken = take_in(file_of(lab, "TIFF"), "lab.tif", LIMITS)
    assert cv2.PSNR(taken.picture.pixels, COFFEE) > 35


def test_thirty_two_bit_numbers_are_refused():
    text = refusal(file_of(np.ones((9, 9), np.float32), "TIFF"))
    assert "32-bit numbers" in text
    assert "export it with 8 or 16 bits" in text


# Colour profiles


def wide_profile():
    """An RGB profile with the red and green channels' primaries swapped, so that use shows."""
    data = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    tags = {bytes(data[132 + 12 * i : 136 + 12 * i]): 132 + 12 * i for i in range(data[131])}
    red, green = tags[b"rXYZ"], tags[b"gXYZ"]
    data[red : red + 4], data[green : green + 4] = b"gXYZ", b"rXYZ"
    return bytes(data)


def test_a_profile_is_applied_and_noted():
    taken = take_in(file_of(COFFEE, icc_profile=wide_profile()), "wide.png", LIMITS)
    assert difference(taken.picture.pixels, COFFEE[..., [1, 0, 2]]) <= 3
    assert taken.notes[0].startswith("Converted from ")


def test_an_srgb_profile_changes_no_pixel():
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    taken = take_in(file_of(COFFEE, icc_profile=profile), "plain.png", LIMITS)
    assert np.array_equal(taken.picture.pixels, COFFEE)
    assert taken.notes == ()


@pytest.mark.parametrize("profile", [b"no profile", wide_profile()[:200]])
def test_a_broken_profile_is_said_and_the_picture_taken_as_srgb(profile):
    taken = take_in(file_of(COFFEE, icc_profile=profile), "odd.png", LIMITS)
    assert np.array_equal(taken.picture.pixels, COFFEE)
    assert "treated as sRGB" in taken.notes[0]


def test_a_profile_for_another_colour_model_is_said():
    grey = COFFEE[..., 0].copy()
    taken = take_in(file_of(grey, icc_profile=wide_profile()), "odd.png", LIMITS)
    assert np.array_equal(taken.picture.pixels[..., 0], grey)
    assert "treated as sRGB" in taken.notes[0]


# Metadata


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("format", ["PNG", "TIFF"])
def test_every_orientation_comes_upright(orientation, format):
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = orientation
    data = file_of(COFFEE, format, exif=exif)
    with Image.open(io.BytesIO(data)) as image:
        expected = np.array(ImageOps.exif_transpose(image))
    assert np.array_equal(take_in(data, f"x.{format.lower()}", LIMITS).picture.pixels, expected)


def test_alpha_is_turned_with_the_picture():
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = 6
    alpha = COFFEE[..., 0]
    taken = take_in(file_of(np.dstack([COFFEE, alpha]), exif=exif), "x.png", LIMITS)
    assert np.array_equal(taken.picture.alpha, np.rot90(alpha, -1))


def test_a_location_is_dropped_and_noted():
    exif = Image.Exif()
    exif.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSLatitudeRef] = "N"
    taken = take_in(file_of(COFFEE, "JPEG", exif=exif), "holiday.jpg", LIMITS)
    assert taken.notes == ("The location in the metadata was left out.",)


def test_broken_metadata_loses_no_picture():
    data = file_of(COFFEE, "JPEG", exif=b"Exif\0\0MM\0*\xff\xff\xff\xff" + bytes(range(50)))
    assert take_in(data, "x.jpg", LIMITS).picture.size == (300, 200)


def test_an_orientation_without_meaning_is_ignored_and_said():
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = 77
    taken = take_in(file_of(COFFEE, exif=exif), "x.png", LIMITS)
    assert "77, has no meaning" in taken.notes[0]


# What is refused


def test_an_empty_file_is_refused():
    assert refusal(b"") == ("The file is empty: choose a PNG, JPEG, WebP, TIFF or AVIF picture.")


def test_a_one_byte_file_is_refused():
    assert refusal(b"\x89") == (
        "The file (1 byte) is no known kind of file, not a picture that can be used:"
        " choose a PNG, JPEG, WebP, TIFF or AVIF, or export it as one."
    )


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"MZ\x90\0" + bytes(500), "a Windows program"),
        (b"\x7fELF" + bytes(500), "a Linux program"),
        (b"PK\x03\x04" + bytes(500), "a ZIP archive"),
        (b"%PDF-1.7\n", "a PDF document"),
        (b"GIF89a" + bytes(20), "a GIF"),
        (b"\0\0\0\x18ftypheic" + bytes(20), "a HEIC photo"),
        (b'<svg xmlns="http://www.w3.org/2000/svg"/>', "a web page or a drawing"),
        (b"hello there", "a text file"),
    ],
)
def test_other_files_are_named_for_what_they_are(data, words):
    assert words in refusal(data)


def test_too_many_bytes_are_refused_before_decoding():
    assert refusal(file_of(COFFEE), Limits(1000, 10**9)).endswith(
        "at most 0.0 MB are taken: save it smaller, or ask for a larger limit."
    )


def test_a_bomb_is_refused_from_its_header():
    text = refusal(png_of_size(60_000, 60_000))
    assert text == (
        "The picture claims 60,000 x 60,000 pixels and at most 40 million are taken:"
        " scale it down first."
    )


def test_an_absurd_side_is_refused():
    assert "a side may have 1 to 32,000" in refusal(png_of_size(1_000_000, 1))


@pytest.mark.parametrize("format", ["PNG", "JPEG", "WEBP", "TIFF", "AVIF"])
@pytest.mark.parametrize("kept", [0.02, 0.3, 0.7, 0.95])
def test_a_truncated_file_is_refused_with_its_length(format, kept):
    options = {"compression": "tiff_deflate"} if format == "TIFF" else {}
    data = file_of(COFFEE, format, **options)
    cut = data[: int(len(data) * kept)]
    assert f"{len(cut):,} bytes" in refusal(cut)


@pytest.mark.parametrize("format", ["PNG", "WEBP", "TIFF", "AVIF"])
def test_more_than_one_frame_is_refused(format):
    frames = [Image.fromarray(COFFEE), Image.fromarray(255 - COFFEE)]
    data = file_of(frames[0], format, save_all=True, append_images=frames[1:])
    text = refusal(data)
    assert "more than one frame or page: export the one to use" in text


def test_no_damage_escapes_as_another_error():
    random = np.random.default_rng(1)
    for format in ("PNG", "JPEG", "WEBP", "TIFF", "AVIF"):
        whole = np.frombuffer(file_of(COFFEE[:40, :40], format), np.uint8)
        for _ in range(60):
            damaged = whole.copy()
            places = random.integers(4 if format == "JPEG" else 12, len(whole), 6)
            damaged[places] = random.integers(0, 256, 6)
            try:
                take_in(damaged.tobytes(), "x", LIMITS)
            except IntakeError as error:
                assert str(error).endswith(".")
