"""The program's own colours, dark and light: quiet greys and one accent."""

from __future__ import annotations

from textual.theme import Theme

from capptro_tui.config import DARK, LIGHT

DARK_THEME = Theme(
    name=DARK,
    dark=True,
    primary="#6cb6a8",
    secondary="#8aa9c8",
    accent="#6cb6a8",
    foreground="#d5dade",
    background="#14181c",
    surface="#181d22",
    panel="#20262c",
    success="#7fb77e",
    warning="#d7a657",
    error="#e07a70",
    variables={
        "muted": "#8b959e",
        "footer-background": "#14181c",
        "footer-key-foreground": "#6cb6a8",
        "footer-description-foreground": "#8b959e",
        "scrollbar": "#2c343b",
        "scrollbar-hover": "#3a444d",
        "scrollbar-active": "#6cb6a8",
        "scrollbar-background": "#14181c",
        "scrollbar-background-hover": "#14181c",
        "scrollbar-background-active": "#14181c",
        "scrollbar-corner-color": "#14181c",
        "input-selection-background": "#6cb6a8 35%",
        "block-cursor-background": "#2b4a48",
        "block-cursor-foreground": "#eef2f3",
        "block-cursor-blurred-background": "#262d34",
    },
)

LIGHT_THEME = Theme(
    name=LIGHT,
    dark=False,
    primary="#0b6e66",
    secondary="#3b5f86",
    accent="#0b6e66",
    foreground="#23292e",
    background="#f3f2ee",
    surface="#faf9f6",
    panel="#e9e7e1",
    success="#2f7d3b",
    warning="#96600b",
    error="#b3382c",
    variables={
        "muted": "#5d666d",
        "footer-background": "#f3f2ee",
        "footer-key-foreground": "#0b6e66",
        "footer-description-foreground": "#5d666d",
        "scrollbar": "#d5d2c9",
        "scrollbar-hover": "#c2beb3",
        "scrollbar-active": "#0b6e66",
        "scrollbar-background": "#f3f2ee",
        "scrollbar-background-hover": "#f3f2ee",
        "scrollbar-background-active": "#f3f2ee",
        "scrollbar-corner-color": "#f3f2ee",
        "input-selection-background": "#0b6e66 25%",
        "block-cursor-background": "#cfe3df",
        "block-cursor-foreground": "#12181c",
        "block-cursor-blurred-background": "#e4e2db",
    },
)

THEMES = (DARK_THEME, LIGHT_THEME)
