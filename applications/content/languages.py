"""How the literal texts of this package are written down: one sentence after the other in four languages."""

Text = dict[str, str]


def in_four(en: str, es: str, pt_br: str, fr: str) -> Text:
    return {"en": en, "es": es, "pt-br": pt_br, "fr": fr}
