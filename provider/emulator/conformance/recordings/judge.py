#!/usr/bin/env python3
"""Judges a replay of recorded traffic: judge.py REPORT DIFFERENCES [--recordings N], or judge.py --self-test.

REPORT is what `arm-replay --json` wrote, DIFFERENCES the list of known ones. Every request must have been answered with the
recorded status and headers, and 98 % of the recorded members must be answered alike; every difference that is left must be
in the list, and everything in the list must have occurred.
"""
import argparse
import json
import sys
import tomllib
from fnmatch import fnmatchcase
from pathlib import Path

MEMBERS_ALIKE = 98.0  # per cent
# What can be listed is a member of a body; everything else that arm-replay finds is a wrong status, header or body.
MEMBER_KINDS = {"missing", "value", "type", "surplus", "unstable", "key"}


def judge(report, known, recordings=None):
    """The complaints about a report; none if it is good."""
    complaints = []
    if recordings is not None and len(report["cassettes"]) != recordings:
        complaints.append(f"{recordings} recordings are there, {len(report['cassettes'])} were replayed")
    for recording in report["cassettes"]:
        if recording["totals"]["exchanges"] == 0:
            complaints.append(f"{recording['cassette']}: nothing was compared")
    score = report["totals"]["member_score"]
    if score < MEMBERS_ALIKE:
        complaints.append(f"{score} % of the members are alike, expected at least {MEMBERS_ALIKE} %")
    occurred = [False] * len(known)
    for recording, entry, difference in differences(report):
        place = f"{recording} {entry['exchanges']} {entry['title'].strip()}: {difference['path']}"
        found = f"recorded {difference['recorded']}, got {difference['got']}"
        if difference["kind"] not in MEMBER_KINDS:
            complaints.append(f"{place}: {found}")
            continue
        listed = [i for i, one in enumerate(known) if covers(one, recording, entry, difference)]
        if not listed:
            complaints.append(f"{place}: {found}; not in the list of known differences")
        for i in listed:
            occurred[i] = True
    complaints += [
        f"{one['recording']} {one['exchanges']}: {one['path']} is listed as different and is not: take it from the list"
        for one, did in zip(known, occurred)
        if not did
    ]
    return complaints


def differences(report):
    """Every difference of a report, with its recording and its request."""
    for recording in report["cassettes"]:
        for entry in recording["entries"]:
            for difference in entry.get("differences", []):
                yield recording["cassette"], entry, difference


def covers(one, recording, entry, difference):
    """Whether an entry of the list means this difference."""
    return (
        one["recording"] == recording
        and set(entry["exchanges"]) <= set(one["exchanges"])
        and fnmatchcase(difference["path"], one["path"].replace("[", "[[]"))
    )


def known_differences(path):
    """The list of known differences; an entry without a reason is a mistake."""
    with open(path, "rb") as file:
        known = tomllib.load(file).get("difference", [])
    for one in known:
        for member in ("recording", "exchanges", "path", "reason"):
            if not one.get(member):
                sys.exit(f"{path}: an entry has no {member}: {one}")
    return known


def figures(report):
    """One line for each recording, and one for all."""
    lines = [(one["cassette"], one["totals"]) for one in report["cassettes"]] + [("all of them", report["totals"])]
    width = max(len(name) for name, _ in lines)
    for name, t in lines:
        alike = f"{t['member_score']:6.2f} %" if t["members"] else ""
        yield (
            f"{name:{width}}  requests {t['exchanges_ok']:>3}/{t['exchanges']:<3}  status and headers "
            f"{t['checks_ok']:>3}/{t['checks']:<3}  members {t['members_ok']:>4}/{t['members']:<4} {alike}"
        ).rstrip()


def self_test():
    """Damages a good report in each way that must be noticed."""
    known = [{"recording": "r", "exchanges": [1], "path": "$.value[*].count", "reason": "..."}]
    listed = {"kind": "value", "path": "$.value[/a/b].count", "recorded": "2", "got": "0"}

    def report(score=99.0, compared=2, found=(listed,)):
        entries = [{"exchanges": [0], "title": "PUT"}, {"exchanges": [1], "title": "GET", "differences": list(found)}]
        totals = {"exchanges": compared, "member_score": score}
        return {"totals": totals, "cassettes": [{"cassette": "r", "totals": totals, "entries": entries}]}

    cases = [
        ("a good report", report(), None),
        ("too few members alike", report(score=97.99), "97.99 % of the members are alike"),
        ("nothing compared", report(compared=0), "nothing was compared"),
        ("an unlisted member", report(found=[listed, {**listed, "path": "$.name"}]), "$.name: recorded 2, got 0; not in"),
        ("a listed one that is gone", report(found=[]), "is listed as different and is not"),
        ("a wrong status", report(found=[listed, {**listed, "kind": "status", "path": "status"}]), "GET: status: recorded"),
        ("a wrong header", report(found=[listed, {**listed, "kind": "header", "path": "header location"}]), "location: rec"),
        ("a listed path as a lost answer", report(found=[{**listed, "kind": "lost"}]), "GET: $.value[/a/b].count: recorded"),
    ]
    failed = 0
    for name, damaged, expected in cases:
        complaints = judge(damaged, known)
        good = not complaints if expected is None else any(expected in one for one in complaints)
        failed += not good
        print(f"{'ok  ' if good else 'FAIL'}  {name}" + ("" if good else f": {complaints}"))
    if not judge(report(), known, recordings=2):
        print("FAIL  a recording that was not replayed")
        failed += 1
    return failed


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("report", nargs="?", type=Path)
    parser.add_argument("differences", nargs="?", type=Path)
    parser.add_argument("--recordings", type=int, help="how many files there are")
    parser.add_argument("--self-test", action="store_true", help="whether it notices what it should")
    arguments = parser.parse_args()
    if arguments.self_test:
        return 1 if self_test() else 0
    if not arguments.differences:
        parser.error("REPORT and DIFFERENCES are missing")
    report = json.loads(arguments.report.read_text(encoding="utf-8"))
    known = known_differences(arguments.differences)
    for line in figures(report):
        print(line)
    for one in known:
        print(f"known difference: {one['recording']} {one['exchanges']} {one['path']}: {one['reason']}")
    complaints = judge(report, known, arguments.recordings)
    for complaint in complaints:
        print(f"FAIL  {complaint}", file=sys.stderr)
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main())
