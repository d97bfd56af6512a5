"""One peer's statement form a file: `recognises(text)` says whether it is that form, `read(…)` reads it."""
