package dev.throughline.api.problem;

/** Has a request answered with a problem. Made by {@link Problem#exception()}. */
public final class ProblemException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final transient Problem problem;

  ProblemException(Problem problem) {
    // Thrown to be answered, so nobody reads where it comes from.
    super(problem.title(), null, false, false);
    this.problem = problem;
  }

  public Problem problem() {
    return problem;
  }
}
