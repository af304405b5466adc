# The figures of benches/item_analysis.rs that psych and psychometric have: alpha
# with its interval, alpha without each item, each item with the rest, means and
# spreads. Prints alpha and the fastest CPU time.
#
#     baseline.py --write scores.csv 100000
#     Rscript crates/psychometrics/benches/baseline.R scores.csv
suppressMessages({library(psych); library(psychometric)})
scores <- read.csv(commandArgs(TRUE)[1])
once <- function() {
  begin <- proc.time()
  found <- psych::alpha(scores, check.keys = FALSE, warnings = FALSE)
  interval <- alpha.CI(found$total$raw_alpha, ncol(scores), nrow(scores), level = .95)
  used <- proc.time() - begin
  c(found$total$raw_alpha, used[["user.self"]] + used[["sys.self"]])
}
runs <- suppressWarnings(replicate(3, once()))
cat(sprintf("%d x %d, psych: alpha %.15f, CPU: fastest %.3f s\n", nrow(scores), ncol(scores), runs[1, 1], min(runs[2, ])))
