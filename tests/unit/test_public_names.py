from __future__ import annotations

import headway
import headway.history.history
import headway.plan.step


def test_every_public_name_is_there_and_sorted() -> None:
    assert sorted(headway.__all__) == headway.__all__
    for name in headway.__all__:
        assert getattr(headway, name) is not None, name
    assert dir(headway) == headway.__all__


def test_a_function_keeps_its_name_beside_a_subpackage_of_that_name() -> None:
    assert headway.history is headway.api.history
    assert headway.plan is headway.api.plan
    assert headway.history.__module__ == "headway.api"


def test_an_unknown_name_is_an_attribute_error() -> None:
    assert not hasattr(headway, "nothing_of_the_kind")


def test_every_function_of_the_api_is_public() -> None:
    functions = {
        name
        for name, value in vars(headway.api).items()
        if getattr(value, "__module__", None) == "headway.api" and not name.startswith("_")
    }
    assert functions <= set(headway.__all__)
