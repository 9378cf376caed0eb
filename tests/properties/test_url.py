"""No password survives `mask` and `mask_text`, whatever it is made of."""

from __future__ import annotations

from urllib.parse import quote, quote_plus

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from sqlalchemy.engine import URL, make_url

from headway.project.database import same_database
from headway.project.url import mask, mask_text, secrets

WORDS = st.text(st.characters(min_codepoint=97, max_codepoint=104), min_size=1, max_size=6)
# Letters that no other part of the URL is made of, so that finding one means that it leaked.
PASSWORDS = st.text(
    st.sampled_from("QXZ79жщ") | st.sampled_from("@:/?#&=%+ ;'\"\\[]{}$*.,~"),
    min_size=1,
    max_size=12,
)
TELLING = set("QXZ79жщ")


@given(WORDS, PASSWORDS, WORDS, WORDS, st.sampled_from(["", "?b=c", "?a=b&c=d"]))
def test_a_raw_password_is_hidden(user: str, pw: str, host: str, db: str, query: str) -> None:
    shown = mask(f"postgresql+psycopg://{user}:{pw}@{host}/{db}{query}")
    assert not TELLING & set(shown)
    assert mask(shown) == shown


@given(WORDS, PASSWORDS, WORDS, WORDS)
def test_an_encoded_password_leaves_the_rest_as_it_is(
    user: str, pw: str, host: str, db: str
) -> None:
    for code in (lambda text: quote(text, safe=""), quote_plus):
        url = f"postgresql://{user}:{code(pw)}@{host}:5432/{db}?a=b"
        assert mask(url) == f"postgresql://{user}:***@{host}:5432/{db}?a=b"


KEYS = st.sampled_from(
    ["password", "passwd", "pwd", "PASS", "sslpassword", "token", "client_secret"]
)


@given(WORDS, KEYS, PASSWORDS)
def test_an_encoded_password_in_the_query_is_hidden(host: str, key: str, pw: str) -> None:
    url = f"mysql://{host}/d?{key}={quote_plus(pw)}&charset=utf8"
    assert mask(url) == f"mysql://{host}/d?{key}=***&charset=utf8"


@given(PASSWORDS, PASSWORDS)
def test_what_sqlalchemy_renders_is_hidden(pw: str, other: str) -> None:
    url = URL.create("postgresql", "ann", pw, "host", 5432, "db", {"sslpassword": other, "a": "b"})
    text = url.render_as_string(hide_password=False)
    shown = make_url(mask(text))
    assert (shown.password, shown.query["sslpassword"]) == ("***", "***")
    assert shown.set(password=pw).update_query_dict({"sslpassword": other}) == url
    assert pw in secrets(text)
    assert other in secrets(text)


@given(st.text(max_size=40), PASSWORDS, st.text(max_size=40))
def test_no_spelling_of_a_password_survives_in_a_text(before: str, pw: str, after: str) -> None:
    assume(len(pw) > 3)
    url = URL.create("postgresql", "ann", pw, "host").render_as_string(hide_password=False)
    for spelling in (pw, quote(pw, safe=""), quote_plus(pw), repr(pw)[1:-1]):
        shown = mask_text(f"{before}<{spelling}>{after}", secrets(url))
        assert f"<{spelling}>" not in shown


@given(st.text(max_size=60))
@pytest.mark.filterwarnings("error")
def test_no_text_breaks_mask(text: str) -> None:
    assert isinstance(mask(text), str)
    assert isinstance(mask_text(text, secrets(text)), str)
    assert same_database(text, text) in (True, False)


@given(WORDS, PASSWORDS, PASSWORDS, WORDS, st.integers(1, 65535))
def test_the_password_and_the_driver_never_tell_databases_apart(
    user: str, pw: str, other: str, db: str, port: int
) -> None:
    one = URL.create("postgresql+psycopg", user, pw, "host", port, db, {"b": "1", "a": "2"})
    two = URL.create("postgresql+asyncpg", user, other, "HOST", port, db, {"a": "2", "b": "1"})
    texts = [each.render_as_string(hide_password=False) for each in (one, two)]
    assert same_database(*texts)
    assert not same_database(texts[0], texts[1].replace("/" + db, "/" + db + "x"))
