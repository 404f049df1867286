"""The exact text that is signed."""

import hashlib
import json
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles import canonical
from articles.canonical import AudienceText, Content, Contributor

settings.register_profile("steady", deadline=None, max_examples=60)
settings.load_profile("steady")
text = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=60)
contents = st.builds(
    Content,
    kind=st.just("question"),
    title=text,
    question=text,
    contributors=st.lists(st.builds(Contributor, text, text, text, text), max_size=3).map(tuple),
    texts=st.dictionaries(
        st.sampled_from(["clinician", "patient"]), st.builds(AudienceText, text, text, text, text), max_size=2
    ),
    references=st.lists(st.fixed_dictionaries({"id": text, "title": text}), max_size=3).map(tuple),
    fields=st.just({"funding": "", "drafted_with": "human"}),
)


@given(contents)
def test_parse_gives_the_content_back_and_build_the_same_bytes(content):
    built = canonical.build(content)
    assert canonical.build(canonical.parse(built)) == built


@given(contents)
def test_the_text_is_normalised_json_with_sorted_keys(content):
    built = canonical.build(content)
    document = json.loads(built)
    assert list(document) == sorted(document)
    assert built == unicodedata.normalize("NFC", built)
    assert "\r" not in json.dumps(document, ensure_ascii=False).replace("\\r", "\r")
    assert document["scheme"] == "azacms-1"


@given(contents, contents)
def test_different_contents_have_different_digests(one, other):
    same = canonical.parse(canonical.build(one)) == canonical.parse(canonical.build(other))
    assert (canonical.digest(canonical.build(one)) == canonical.digest(canonical.build(other))) == same


@given(contents)
def test_line_ends_and_composed_characters_do_not_change_the_digest(content):
    spelled = unicodedata.normalize("NFD", content.title).replace("\n", "\r\n")
    other = Content(**{**vars(content), "title": spelled})
    normal = Content(**{**vars(content), "title": canonical.clean(spelled)})
    assert canonical.build(other) == canonical.build(normal)


def example(**changes):
    return Content(
        **{
            "kind": "question",
            "title": "T",
            "contributors": (),
            "texts": {"patient": AudienceText("T", "", "> 1 %", "")},
            **changes,
        }
    )


def test_nothing_is_stripped_or_folded():
    bodies = ["> 1 %", "< 1 %", " > 1 %", "> 1 % ", "> 1\u00a0%"]
    digests = {
        canonical.digest(canonical.build(example(texts={"patient": AudienceText("T", "", body, "")})))
        for body in bodies
    }
    assert len(digests) == len(bodies)


def test_the_digest_is_sha256_of_the_utf8_bytes():
    built = canonical.build(example(title="Größe"))
    assert "Größe" in built
    assert canonical.digest(built) == hashlib.sha256(built.encode("utf-8")).hexdigest()


@pytest.mark.parametrize("value", [2.5, float("nan"), b"bytes", object()])
def test_a_float_or_a_stranger_has_no_exact_form(value):
    with pytest.raises(TypeError, match="no exact form"):
        canonical.build(example(references=({"id": "x", "dose": value},)))


def test_keys_that_become_one_after_normalisation_are_refused():
    with pytest.raises(TypeError, match="become the same"):
        canonical.build(example(fields={"e\u0301": "1", "\u00e9": "2"}))


def test_another_scheme_is_not_read():
    with pytest.raises(ValueError, match="azacms-1"):
        canonical.parse('{"scheme":"azacms-2"}')
