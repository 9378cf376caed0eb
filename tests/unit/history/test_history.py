"""The graph: neighbours, ends, labels, order, and what is wrong with it."""

from __future__ import annotations

import random
import time
from typing import TYPE_CHECKING

import pytest

from headway.errors import (
    DuplicateRevisionError,
    LabelClashError,
    MissingParentError,
    RevisionCycleError,
    RevisionFileError,
)
from headway.history import History, Revision, select
from headway.plan import plan_downgrade, plan_stamp, plan_upgrade
from properties.alembic_oracle import Oracle
from properties.random_history import make_history

if TYPE_CHECKING:
    from collections.abc import Callable


def rev(
    id_: str, *down: str, needs: tuple[str, ...] = (), labels: tuple[str, ...] = ()
) -> Revision:
    path = f"versions/{id_}.py"
    return Revision(id=id_, down=down, depends_on=needs, labels=labels, path=path, line=7)


FORKED = (
    #      a
    #     / \
    #    b   d          x
    #    |   |          |
    #    c   e          y needs e
    #     \ /
    #      m
    rev("a"),
    rev("b", "a", labels=("left",)),
    rev("c", "b"),
    rev("d", "a", labels=("right",)),
    rev("e", "d"),
    rev("m", "c", "e"),
    rev("x", labels=("other",)),
    rev("y", "x", needs=("e",)),
)


def test_mapping_and_iteration() -> None:
    history = History(FORKED)
    assert [revision.id for revision in history] == list("abcdemxy")
    assert history["m"] is FORKED[5]
    assert "m" in history
    assert "left" not in history
    assert history.get("nothing") is None
    assert len(history) == 8
    with pytest.raises(KeyError):
        history["left"]


def test_neighbours() -> None:
    history = History(FORKED)
    assert history.down("m") == ("c", "e")
    assert history.parents("y") == ("x", "e")
    assert history.down("y") == ("x",)
    assert history.depends_on("y") == ("e",)
    assert history.children("a") == ("b", "d")
    assert history.children("e") == ("m",)
    assert history.all_children("e") == ("m", "y")
    assert history.is_branch_point("a")
    assert not history.is_branch_point("e")
    assert history.is_merge_point("m")
    assert not history.is_merge_point("y")


def test_ends() -> None:
    history = History(FORKED)
    assert (history.heads, history.real_heads) == (("m", "y"), ("m", "y"))
    assert (history.bases, history.real_bases) == (("a", "x"), ("a", "x"))
    needing = History((rev("a"), rev("b", needs=("a",))))
    assert (needing.heads, needing.real_heads) == (("a", "b"), ("b",))
    assert (needing.bases, needing.real_bases) == (("a", "b"), ("a",))


def test_closures() -> None:
    history = History(FORKED)
    assert history.ancestors(["y"]) == set("yxeda")
    assert history.ancestors(["y"], dependencies=False) == set("yx")
    assert history.descendants(["d"]) == set("demy")
    assert history.descendants(["d"], dependencies=False) == set("dem")
    assert history.descendants(["a"], within=set("abc")) == set("abc")
    assert history.lineage("c") == set("abcm")
    assert history.ancestors([]) == set()


def test_a_label_as_a_dependency() -> None:
    history = History((rev("a", labels=("core",)), rev("b", needs=("core",))))
    assert history.parents("b") == ("a",)
    assert history.labels == {"core": "a"}


def test_order_stays_on_a_branch() -> None:
    history = History(FORKED)
    assert history.order("abcdem") == ("a", "d", "e", "b", "c", "m")
    assert history.order("cab") == ("a", "b", "c")
    assert history.order("") == ()


def test_everything_is_as_in_alembic() -> None:
    rng = random.Random(3)  # noqa: S311  # repeatable, no secret
    for _ in range(300):
        revisions = make_history(rng)
        history, theirs = History(revisions), Oracle(revisions).map
        theirs._revision_map  # noqa: B018  # builds the map
        assert set(history.heads) == set(theirs.heads)
        assert set(history.real_heads) == set(theirs._real_heads)
        assert history.bases == theirs.bases
        assert history.real_bases == theirs._real_bases
        for id_ in history.ids:
            script = theirs.get_revision(id_)
            assert set(history.parents(id_)) == set(script._normalized_down_revisions)
            assert history.down(id_) == script._versioned_down_revisions
            assert set(history.children(id_)) == script.nextrev
            assert set(history.all_children(id_)) == script._all_nextrev
            assert set(history.labels_of(id_)) == script.branch_labels, (id_, revisions)
            assert history.is_branch_point(id_) == script.is_branch_point
            assert history.is_merge_point(id_) == script.is_merge_point


# --- what is wrong ---------------------------------------------------------------------------


def test_a_missing_parent() -> None:
    history = History((rev("a"), rev("b", "a"), rev("c", "gone"), rev("d", "c")))
    (problem,) = history.problems
    assert isinstance(problem, MissingParentError)
    assert "versions/c.py:7" in problem.summary
    assert "'gone'" in problem.summary
    assert plan_upgrade(history, (), "b").end == ("b",)
    assert plan_downgrade(history, ("b",), "a").end == ("a",)
    assert plan_stamp(history, (), ("b",)).end == ("b",)
    assert select(history, "b@head")[0].id == "b"
    for target in ("c", "d", "head", "heads"):
        with pytest.raises(MissingParentError):
            plan_upgrade(history, (), target)


def test_a_missing_dependency() -> None:
    (problem,) = History((rev("a"), rev("b", "a", needs=("gone",)))).problems
    assert "depends_on of b is 'gone'" in problem.summary


def test_a_duplicate_id() -> None:
    twin = Revision(id="b", down=("a",), path="versions/twin.py", line=9)
    history = History((rev("a"), rev("b", "a"), twin, rev("c", "b")))
    (problem,) = history.problems
    assert isinstance(problem, DuplicateRevisionError)
    assert "versions/b.py:7" in problem.summary
    assert "versions/twin.py:9" in problem.summary
    assert history.ids == ("a", "b", "c")
    assert plan_upgrade(history, (), "a").end == ("a",)
    for target in ("b", "c", "head"):
        with pytest.raises(DuplicateRevisionError):
            plan_upgrade(history, (), target)
    with pytest.raises(DuplicateRevisionError):
        history["b"]
    assert plan_stamp(history, ("b",), ("a",), purge=True).end == ("a",)


@pytest.mark.parametrize(
    "revisions",
    [
        (rev("a", "a"),),
        (rev("a", "b"), rev("b", "a")),
        (rev("a"), rev("b", "a", "d"), rev("c", "b"), rev("d", "c"), rev("e", "d")),
        (rev("a", needs=("b",)), rev("b", "a")),
        (rev("a", needs=("a",)),),
    ],
)
def test_a_cycle(revisions: tuple[Revision, ...]) -> None:
    history = History((*revisions, rev("good")))
    (problem,) = history.problems
    assert isinstance(problem, RevisionCycleError)
    assert all(line.split()[1].startswith("versions/") for line in problem.detail)
    assert plan_upgrade(history, (), "good").end == ("good",)
    with pytest.raises(RevisionCycleError):
        plan_upgrade(history, (), revisions[-1].id)
    with pytest.raises(RevisionCycleError):
        _ = history.heads


def test_two_cycles_name_one_and_block_both() -> None:
    history = History((rev("a", "b"), rev("b", "a"), rev("c", "d"), rev("d", "c"), rev("e", "c")))
    assert "a -> b -> a" in history.problems[0].summary
    for id_ in "abcde":
        with pytest.raises(RevisionCycleError):
            history.ancestors((id_,))


@pytest.mark.parametrize(
    ("revisions", "said"),
    [
        ((rev("a", labels=("l",)), rev("b", "a", labels=("l",))), "already a label"),
        ((rev("l"), rev("b", "l", labels=("l",))), "is a revision id"),
    ],
)
def test_a_label_clash(revisions: tuple[Revision, ...], said: str) -> None:
    history = History(revisions)
    (problem,) = history.problems
    assert isinstance(problem, LabelClashError)
    assert said in problem.summary
    assert "versions/b.py:7" in problem.summary
    assert f"versions/{revisions[0].id}.py:7" in problem.summary
    assert plan_upgrade(history, (), revisions[0].id).end == (revisions[0].id,)
    with pytest.raises(LabelClashError):
        _ = history.heads


def test_a_clashing_label_is_not_resolved() -> None:
    history = History((rev("a", labels=("l",)), rev("b", "a", labels=("l",))))
    with pytest.raises(LabelClashError):
        plan_upgrade(history, (), "l")


def test_an_unread_file_blocks_what_it_may_change() -> None:
    broken = RevisionFileError("versions/z.py:3: not valid Python")
    history = History((rev("a"), rev("b", "a")), (broken,))
    assert history.problems == (broken,)
    assert plan_upgrade(history, (), "b").end == ("b",)
    assert plan_downgrade(history, ("b",), "-1").end == ("a",)
    assert plan_stamp(history, ("z",), ("b",)).end == ("b",)
    for target in ("head", "heads", "b@head", "+1", "a+1"):
        with pytest.raises(RevisionFileError):
            plan_upgrade(history, (), target)
    with pytest.raises(RevisionFileError):
        plan_upgrade(history, ("z",), "b")


# --- size ------------------------------------------------------------------------------------


def braided(count: int) -> History:
    """Return a history that forks and merges every ten revisions, with dependencies."""
    revisions = [rev("r0"), rev("s0", labels=("side",))]
    for number in range(1, count // 2):
        left = f"r{number - 1}"
        right = f"s{number - 1}"
        down = (left, right) if number % 10 == 0 else (left,)
        needs = (left,) if number % 7 == 0 else ()
        revisions += [rev(f"r{number}", *down), rev(f"s{number}", right, needs=needs)]
    return History(revisions)


def measure(work: Callable[[], object]) -> float:
    """Return the least CPU time of three runs, in seconds."""
    times = []
    for _ in range(3):
        start = time.process_time()
        work()
        times.append(time.process_time() - start)
    return min(times)


def plan_there_and_back(count: int) -> None:
    history = braided(count)
    plan = plan_upgrade(history, (), "heads")
    assert len(plan.steps) == len(history)
    assert len(plan_downgrade(history, plan.end, "base").steps) == len(history)
    plan_stamp(history, (), ("heads",))


def test_planning_takes_linear_time() -> None:
    small = measure(lambda: plan_there_and_back(2_500))
    large = measure(lambda: plan_there_and_back(10_000))
    assert small < 1
    assert large < 4 * 2.5 * small


def test_a_long_line_needs_no_deep_stack() -> None:
    line = [rev("r0"), *(rev(f"r{n}", f"r{n - 1}") for n in range(1, 30_000))]
    history = History(reversed(line))
    assert history.heads == ("r29999",)
    assert plan_upgrade(history, ("r10",), "+3").end == ("r13",)
    assert len(plan_upgrade(history, (), "head").steps) == 30_000
