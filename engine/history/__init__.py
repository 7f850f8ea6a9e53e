"""The history: append-only events, chained by hashes, with their payloads apart (decision D10, ``docs/history.md``).

events       what may be recorded: types and streams
canonical    one spelling in bytes for one JSON value
chain        the hashes: pure functions, and the check of one chain
body         how the content of a payload is stored (compressed or encrypted)
recorder     an event becomes rows and a new head; no SQL
streams      heads of the streams that no process instance carries
subjects     keys of data subjects; ``erasure`` destroys them
ddl          the triggers that keep history append-only
merkle       tree hashes; ``signing`` the key; ``checkpoints`` signs the heads of all streams
verify       reads it all back and says intact, erased or broken at which row
export       the evidence of one stream, for ``tools/verify/verify_history.py``
"""
