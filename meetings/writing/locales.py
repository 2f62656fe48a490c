"""The two languages that the service speaks, with their rules from CLDR: Babel knows them without the operating system."""

from babel import Locale

LOCALES = {"id": Locale.parse("id"), "en": Locale.parse("en")}
