"""What a maintainer runs: the chapter as an object, rules, execution, verdicts, benchmarks."""
