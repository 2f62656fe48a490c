"""Where in a text the words stand that were looked for, whatever their spelling."""

from meetings.writing.search import excerpt, query_keys


def marked(text: str, words: str, length: int = 280) -> list[str]:
    return [piece for piece, found in excerpt(text, query_keys(words), length) if found]


def test_a_word_is_marked_as_it_is_written_in_the_text() -> None:
    assert marked("Rapat di Tanah Séréal dan TANAH lain", "tanah sereal") == ["Tanah", "Séréal", "TANAH"]
    assert marked("Jum'at, pukul 9", "jumat") == ["Jum'at"]
    assert marked("Straße", "strasse") == ["Straße"]
    assert marked("Rapat", "banjir") == marked("", "banjir") == []


def test_the_pieces_are_the_text_itself_where_it_is_short() -> None:
    pieces = excerpt("Banjir Ciliwung surut", query_keys("ciliwung"))

    assert pieces == [("Banjir ", False), ("Ciliwung", True), (" surut", False)]


def test_of_a_long_text_that_part_is_shown_in_which_most_stands() -> None:
    text = "banjir " + "kata lain " * 100 + "lalu banjir di ciliwung pada maret " + "kata lain " * 100

    pieces = excerpt(text, query_keys("banjir ciliwung"), 120)
    shown = "".join(piece for piece, _found in pieces)

    assert [piece for piece, found in pieces if found] == ["banjir", "ciliwung"]
    assert shown.startswith("… ") and shown.endswith(" …") and len(shown) <= 130


def test_words_that_overlap_leave_every_sign_once() -> None:
    pieces = excerpt("pembangunan kota", query_keys("bangun bangunan"))

    assert "".join(piece for piece, _found in pieces) == "pembangunan kota"
    assert "".join(piece for piece, found in pieces if found) == "bangunan"
