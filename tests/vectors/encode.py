#!/usr/bin/env python3
"""An independent encoder of sealed entries, written from their definition and not from the program.

    encode.py                    verifies entries.json, the golden vectors, beside this file
    encode.py --database FILE    verifies the whole chain of a SQLite database

Text is a big-endian 32-bit byte length and UTF-8; an integer is 64 bits big-endian, two's complement. Exit 1 and the first
entry that differs, exit 0 and the number of entries.
"""
import hashlib
import json
import pathlib
import sqlite3
import struct
import sys
from datetime import datetime, timedelta, timezone

EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)


def text(value):
    encoded = value.encode("utf-8")
    return struct.pack(">I", len(encoded)) + encoded


def integer(value):
    return struct.pack(">q", value)


def micros(instant):
    return (datetime.fromisoformat(instant).astimezone(timezone.utc) - EPOCH) // timedelta(microseconds=1)


def canonical(entry):
    parts = [b"QUITUS-ENTRY-1", integer(entry["seq"]), text(entry["journal"]), integer(entry["year"]), integer(entry["number"]),
             text(entry["movement"]), text(entry["occurred_on"]), text(entry["value_on"]), integer(micros(entry["recorded_at"])),
             text(entry["recorded_by"]), text(entry["source"]), integer(entry["corrects"] or 0), bytes.fromhex(entry["commitment"]),
             integer(len(entry["lines"]))]
    for line in sorted(entry["lines"], key=lambda line: line["no"]):
        parts += [integer(line["no"]), text(line["account"]), integer(line["cents"]), text(line["category"] or "")]
    return b"".join(parts)


def commitment(salt, words):
    return hashlib.sha256(b"QUITUS-TEXT-1" + salt + words.encode("utf-8")).digest()


def seal(previous, entry):
    return hashlib.sha256(previous + canonical(entry)).digest()


def check(entries):
    """Verifies a chain; the words of an entry may have been erased (salt and text are then null)."""
    previous, count = bytes(32), 0
    for entry in entries:
        if entry["salt"] is not None and commitment(bytes.fromhex(entry["salt"]), entry["text"]).hex() != entry["commitment"]:
            sys.exit(f"entry {entry['seq']}: the words are not those that were committed")
        previous, count = seal(previous, entry), count + 1
        if previous.hex() != entry["seal"]:
            sys.exit(f"entry {entry['seq']}: the seal is {previous.hex()}, not {entry['seal']}")
    return count


def of_database(path):
    database = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    database.row_factory = sqlite3.Row
    entries = """SELECT e.seq, journal, year, number, movement, occurred_on, value_on, recorded_at, recorded_by, source, corrects,
        lower(hex(commitment)) AS commitment, lower(hex(seal)) AS seal, CASE WHEN salt IS NULL THEN NULL ELSE hex(salt) END AS salt, text
        FROM entry e LEFT JOIN entry_text t ON t.entry = e.seq ORDER BY e.seq"""
    lines = "SELECT no, code AS account, cents, category FROM line JOIN account ON account.id = line.account WHERE entry = ?"
    for entry in database.execute(entries):
        yield {**dict(entry), "lines": [dict(line) for line in database.execute(lines, (entry["seq"],))]}


if __name__ == "__main__":
    if sys.argv[1:2] == ["--database"]:
        print(check(of_database(sys.argv[2])), "entries")
    else:
        print(check(json.loads((pathlib.Path(__file__).parent / "entries.json").read_text(encoding="utf-8"))), "entries")
