"""The audit trail: the ledger made provable. What is sealed, with what, by whom, and what that cannot prove.

**A row.** Written by `ledger.record`, it is put in a canonical form (`form`): a JSON array, keys in order, ASCII alone, moments
in UTC to the microsecond, numbers so that SQLite and PostgreSQL give them back alike. Its personal detail (who; whom it was done
to; facts that name a person) is not in it, only the SHA-256 of a random salt of the row's own and that detail. The row carries
the HMAC-SHA-256 of the form (`stamp`), under a key that lies outside the records (`secrets/ledger.key`, or where
MODU_LEDGER_KEY_FILE says): a row written past the platform has none that fits, on the day itself already.

**A segment.** Rows take their place by insertion: a segment is the rows whose ids lie behind the last segment's last id and up
to its own. It is closed once its day is over, by whichever worker first notices (hourly; `modu audit seal`): the last id is read
while no writer is under way, so nothing comes in behind it later; a row that says an earlier day goes to the open segment. Days
without rows have no segment. Over the rows runs a chain, SHA-256(before + id + SHA-256(form + HMAC)), that begins with the last
seal. The seal (`seals`) keeps number, day, last id, count, running total, the ids, four bytes of every row to name the one that
was changed, the chain's end and the seal before, under one HMAC. Two workers at once make one seal: the number is the key.

**The open day.** A worker writes a mark (`marks`) every minute in which something was recorded: last id, count and chain of the
open segment, under the HMAC, in `audit/mark.json` of the home, beside the records and not in them; and a line of the same at
most every ten minutes, and at each seal, to the files MODU_AUDIT_WITNESS names (another machine, a medium written once).

**Retention** (`dropping`) takes away the personal detail of old segments, then whole old segments, from the first on; a row of
the ledger says up to which. Seals stay and are still a chain. A segment that does not verify is not dropped.

**A new key** (`turning`; `modu turn-key --ledger`) stamps from that moment on, in every process; the ones before stay in the file
and verify what they stamped. That it was turned is a row of the ledger, and a mark under the new key holds fast what was before it:
who has only an old key can change none of it. From the first seal made with a key on no stamp of an earlier one is taken: until then,
a day at most, rows of the day the key was turned may carry either.

**A restore** is a row of the ledger (`restored`) with the last id it kept and the mark it left behind, and begins an epoch:
marks of an earlier epoch that speak of more than was kept are explained by it; without that row they are a cut tail.

What is found (`verify`), and where: a changed, missing, added, exchanged or copied row; a missing day; a missing or changed seal;
one made without the key; a tail cut below the last mark; detail taken away that retention did not take.

What is not: (1) rows cut within the minute since the last mark; (2) a cut of records *and* mark by whoever may write in the home,
to a pair that was true once, unless a witness lies out of their reach; (3) anything by whoever holds the key, which whoever runs
as the service does: then too only what a witness was told before counts; (4) an act that never came by the platform, such as a
read of the database's file; (5) what was done to rows before they had stamps (they are sealed as found). Triggers that refuse
changes can be taken away by the owner of the database: they stop mistakes, the seals find deeds.
"""
