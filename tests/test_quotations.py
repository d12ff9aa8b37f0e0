"""Every quotation stands in the post, word for word, in a sentence that it names.

The post is not ours to copy. `post_windows.json` holds, for each of its sentences, a hash of each run of three words:
enough to recognise a quotation, and not to read the post. Where the post lies beside the repository, the hashes are
compared with it.
"""

import hashlib
import json
import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
RUN, DIGITS, SENTENCES = 3, 12, 96
WINDOWS = json.loads(Path(__file__).with_name("post_windows.json").read_text())
CLAIMS = tomllib.loads((ROOT / "derivations" / "contents.toml").read_text(encoding="utf-8"))["claim"]


def sentences(post: str) -> list[str]:
    """Split plainly: after a full stop, question mark or colon, before a capital; and at the end of a line."""
    return [part for part in re.split(r"(?<=[.!?:])[ ]+(?=[A-Z“])|\n+", post) if part.strip()]


def windows(words: str) -> list[str]:
    """Hash each run of three words, punctuation left out; of fewer words, all of them."""
    single = re.findall(r"[\w’-]+", words)
    runs = [" ".join(single[i : i + RUN]) for i in range(max(1, len(single) - RUN + 1))]
    return [hashlib.sha256(run.encode()).hexdigest()[:DIGITS] for run in runs]


def stands_in(quotation: str, sentence: int) -> bool:
    """Whether the runs of a quotation follow one another in a sentence of this number."""
    wanted, found = windows(quotation), WINDOWS[sentence - 1]
    return any(found[i : i + len(wanted)] == wanted for i in range(len(found)))


def test_there_are_57_claims_and_96_sentences():
    assert len(CLAIMS) == 57
    assert len(WINDOWS) == SENTENCES


@pytest.mark.parametrize("identifier", CLAIMS)
def test_every_quotation_is_verbatim(identifier):
    claim = CLAIMS[identifier]
    assert len(claim["quotation"].split()) >= RUN
    assert any(stands_in(claim["quotation"], number) for number in claim["sentences"])


@pytest.mark.parametrize("change", ["definitely {}", "{} of course", "not {}"])
def test_a_changed_quotation_is_noticed(change):
    claim = CLAIMS["closer-to-top-eigenspace"]
    assert not stands_in(change.format(claim["quotation"]), 46)
    assert not stands_in(claim["quotation"].replace("largest", "smallest"), 46)
    assert not stands_in(claim["quotation"], 45)


def test_the_hashes_are_those_of_the_post():
    for post in (parent / "shared" / "post.txt" for parent in ROOT.parents if (parent / "shared/post.txt").is_file()):
        assert [windows(sentence) for sentence in sentences(post.read_text(encoding="utf-8"))] == WINDOWS
