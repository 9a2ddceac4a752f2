"""Starts the autoencoder as a blurred copy of the picture, so that training adds detail at once.

From random weights a narrow autoencoder of this depth spends thousands of steps before it passes
colour at all. Here every residual block starts as the identity (its last convolution is zero, as
in Goyal et al., 2017), the encoder's downsampling as a Haar transform whose principal components
are the latents, and the decoder's upsampling as linear interpolation of the mean colour.
"""

from __future__ import annotations

from typing import Any

CARRIER = 2.0
"""A constant beside its negative: it makes group normalisation divide by nearly a constant."""
_HAAR = {"mean": (1, 1, 1, 1), "across": (1, -1, 1, -1), "down": (1, 1, -1, -1)}


def prepare(net: Any, pictures: Any) -> None:
    """Set the weights of an untrained AutoencoderKL with eight channels at full size.

    Pictures, N x 3 x H x W in -1..1, tell its principal components. ValueError when the last
    two levels are equally wide, since the components are taken where they differ.
    """
    import torch

    with torch.no_grad():
        for module in net.modules():
            if type(module).__name__ == "ResnetBlock2D":
                module.conv2.weight.zero_()
                module.conv2.bias.zero_()
                if module.conv_shortcut is not None:
                    _identity(module.conv_shortcut)
        basis, mean = _encoder(net, pictures)
        _decoder(net.decoder, basis, mean)
        for convolution in (net.quant_conv, net.post_quant_conv):
            _identity(convolution)


def _identity(convolution: Any) -> None:
    """Pass as many channels as both sides have, at the kernel's centre."""
    convolution.weight.zero_()
    convolution.bias.zero_()
    middle = convolution.weight.shape[-1] // 2
    for channel in range(min(convolution.weight.shape[:2])):
        convolution.weight[channel, channel, middle, middle] = 1


def _encoder(net: Any, pictures: Any) -> tuple[Any, Any]:
    """The Haar pyramid and its principal components; their basis and mean."""
    import torch

    encoder = net.encoder
    _identity(encoder.conv_in)
    active = 3
    for block in encoder.down_blocks:
        if block.downsamplers:
            active = _haar(block.downsamplers[0].conv, active)
    last = encoder.down_blocks[-1].resnets[0].conv_shortcut
    if last is None:
        raise ValueError("The autoencoder's last level must be wider than the one before it.")
    _identity(last)
    seen: list[Any] = []
    hook = encoder.mid_block.register_forward_pre_hook(lambda _, given: seen.append(given[0]))
    encoder(pictures)
    hook.remove()
    features = seen[0][:, :active].movedim(1, -1).reshape(-1, active)
    count, mean = net.config.latent_channels, features.mean(0)
    values, vectors = torch.linalg.eigh(torch.cov(features.T))
    basis = vectors[:, -count:].flip(1)
    spread = values[-count:].flip(0).clamp(min=1e-6).sqrt()
    weight, bias = last.weight, last.bias
    weight.zero_()
    for sign, start in ((1, 0), (-1, count)):
        weight[start : start + count, :active, 0, 0] = sign * (basis / spread).T
        bias[start : start + count] = -sign * (mean @ (basis / spread))
    bias[2 * count], bias[2 * count + 1] = CARRIER, -CARRIER
    room = weight.shape[0] - 2 * count - 2
    for channel in range(min(active, room)):
        weight[2 * count + 2 + channel, channel] = 0.5
    seen.clear()
    hook = encoder.conv_norm_out.register_forward_pre_hook(lambda _, given: seen.append(given[0]))
    encoder(pictures)
    hook.remove()
    encoder.conv_norm_out.weight.fill_(float(seen[0].std()))
    _pairs(encoder.conv_out, count, count)
    return basis * spread, mean


def _haar(convolution: Any, active: int) -> int:
    """Means of 2 x 2 blocks of every active channel, then as many differences as fit."""
    weight = convolution.weight
    weight.zero_()
    convolution.bias.zero_()
    made = 0
    for name, signs in _HAAR.items():
        for channel in range(active):
            if made == len(weight):
                return made
            for place, sign in enumerate(signs):
                weight[made, channel, place // 2, place % 2] = sign / (4 if name == "mean" else 2)
            made += 1
    return made


def _pairs(convolution: Any, count: int, offset: int) -> None:
    """silu(x) - silu(-x) = x: undo the activation where channels stand beside their negatives."""
    convolution.weight.zero_()
    convolution.bias.zero_()
    for channel in range(count):
        convolution.weight[channel, channel, 1, 1] = 1
        convolution.weight[channel, channel + offset, 1, 1] = -1


def _decoder(decoder: Any, basis: Any, mean: Any) -> None:
    """Mean colour in the first three channels, interpolated upwards; the latents behind them."""
    count = basis.shape[1]
    _identity(decoder.conv_in)
    decoder.conv_in.weight.zero_()
    decoder.conv_in.weight[:3, :, 1, 1] = basis[:3]
    decoder.conv_in.bias[:3] = mean[:3]
    for channel in range(count):
        decoder.conv_in.weight[3 + channel, channel, 1, 1] = 1
    for block in decoder.up_blocks:
        if block.upsamplers:
            convolution = block.upsamplers[0].conv
            _identity(convolution)
            kernel = basis.new_tensor([0.25, 0.5, 0.25])
            for channel in range(len(convolution.weight)):
                convolution.weight[channel, channel] = kernel[:, None] * kernel[None]
    last = decoder.up_blocks[-1].resnets[0].conv_shortcut
    last.weight.zero_()
    for channel in range(3):
        last.weight[channel, channel, 0, 0] = 1
        last.weight[channel + 3, channel, 0, 0] = -1
    last.bias[6], last.bias[7] = CARRIER, -CARRIER
    decoder.conv_norm_out.weight.fill_(float((2 * CARRIER**2 + 6 * 0.25) / 8) ** 0.5)
    _pairs(decoder.conv_out, 3, 3)
