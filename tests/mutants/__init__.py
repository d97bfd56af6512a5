"""Mutation tests: a check that can be taken away without a test that fails is no check.

`./dev mutants [MODULE …] [--sample N] [--seed S] [--at-once N]` makes one small change at a time to the modules that
decide who may do what and how much (a comparison turned, a condition dropped, a bound moved by one), runs the tests of
that module, and prints the changes that nobody noticed, with their lines; the spare checks, with the reason why they
stay; and a line for each module."""
