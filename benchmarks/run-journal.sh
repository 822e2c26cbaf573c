#!/usr/bin/env bash
# Measures the span journal, in about a quarter of an hour; the numbers go to benchmarks/results/.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

java=${JAVA_HOME:+$JAVA_HOME/bin/}java
folder=${BENCH_DIR:-benchmarks/target/bench}
results=benchmarks/results
jar=benchmarks/target/benchmarks.jar

./mvnw -q -B -Dmaven.test.skip=true package -pl benchmarks -am
mkdir -p "$results"

for threads in 1 8; do
  "$java" "-Dbench.dir=$folder" -jar "$jar" '\.journal\.' \
    -t "$threads" -f 1 -wi 3 -w 2s -i 5 -r 2s -foe true \
    -rf json -rff "$results/journal-threads-$threads.json" |
    grep -v '^# VM invoker' | tee "$results/journal-threads-$threads.txt"
done

"$java" "-Dbench.dir=$folder" -cp "$jar" dev.throughline.benchmarks.journal.RestartBenchmark |
  tee "$results/journal-restart.txt"
