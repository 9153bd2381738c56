"""This module is about peers: other libraries that answer the same questions, each kept apart.

Their pins clash, and some of their licences are not ours, so each lives in an environment of its
own and is driven as a process. A driver (`drivers/for_<peer>.py`) imports the peer and the standard
library only. It reads one JSON object a line and answers each with one line:

=====================================  ============================================================
asked                                  answered
=====================================  ============================================================
(nothing; at the start)                `{"peer": ..., "version": ..., "works": [...]}`
`{"ask": work, "given": question}`     `{"answer": ...}`: what the peer makes of the question
`{"hold": work, "given": question}`    `{"held": work}`: read, and kept ready for turns
`{"turn": true}`                       `{"seconds": ...}`: what is held was done once
`{"peak": true}`                       `{"mib": ...}`: the same, by the memory it took on top
=====================================  ============================================================

Whatever goes wrong is answered by `{"failed": "..."}`, and the driver goes on. Seconds are those
between the start and the end of the work inside the driver; lines and reading are not in them.
"""
