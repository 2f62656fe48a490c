"""An organisation's colour made readable: WCAG contrast on light and dark paper."""

Rgb = tuple[int, int, int]
WHITE, INK, NIGHT = (255, 255, 255), (24, 28, 34), (28, 32, 39)
ENOUGH = 4.5  # WCAG 2.2 AA for text
ON_DARK = 7.0  # links on dark paper also stand on tinted rows


def accent_css(colour: str) -> str:
    """The variables ``--accent``, ``--accent-ink`` (text on it) and ``--accent-text`` (links) for six hex digits.

    A colour too pale to be read on white is darkened until it is; on dark paper links are lightened likewise.
    """
    base = _parse(colour)
    ink = WHITE if _contrast(base, WHITE) >= ENOUGH else INK
    on_light, on_dark = _mix_until(base, (0, 0, 0), WHITE, ENOUGH), _mix_until(base, WHITE, NIGHT, ON_DARK)
    return (
        f":root,[data-bs-theme=light],[data-bs-theme=dark]{{--accent:{_hex(base)};--accent-ink:{_hex(ink)};--accent-text:{_hex(on_light)}}}"
        f"[data-bs-theme=dark]{{--accent-text:{_hex(on_dark)}}}"
        f"@media (prefers-color-scheme:dark){{:root:not([data-bs-theme=light]){{--accent-text:{_hex(on_dark)}}}}}"
    )


def _parse(colour: str) -> Rgb:
    return int(colour[0:2], 16), int(colour[2:4], 16), int(colour[4:6], 16)


def _hex(colour: Rgb) -> str:
    return "#{:02x}{:02x}{:02x}".format(*colour)


def _luminance(colour: Rgb) -> float:
    parts = [(c / 255 / 12.92) if c / 255 <= 0.04045 else ((c / 255 + 0.055) / 1.055) ** 2.4 for c in colour]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def _contrast(one: Rgb, other: Rgb) -> float:
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _mix_until(colour: Rgb, towards: Rgb, paper: Rgb, enough: float) -> Rgb:
    mixed = colour
    for step in range(21):
        mixed = tuple(round(c + (t - c) * step / 20) for c, t in zip(colour, towards, strict=True))  # type: ignore[assignment]  # -- assured
        if _contrast(mixed, paper) >= enough:
            break
    return mixed
