"""The benchmarks: `./dev bench intake|catchup|turn|start`. The bot is driven from outside, as an operator would.

Absolute rates are the machine's; what counts are ratios taken in one run, with the contestants in turn.
"""
