"""The Lachine assembly: our own worked scenario, in a fictional neighbourhood.

It is built on the evening of 30 November 2016; its notice and the `provenance` of each step travel
with every output.
"""

from collectif.demo.lachine import notice, record_evening, record_scenario, scenario

__all__ = ["notice", "record_evening", "record_scenario", "scenario"]
