package dev.throughline.api.problem;

import jakarta.validation.ValidationException;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;

/** Keeps Jersey's own mapper from answering validation errors: the most specific one wins. */
record InvalidInputMapper(ProblemMapper problems) implements ExceptionMapper<ValidationException> {
  @Override
  public Response toResponse(ValidationException invalid) {
    return problems.toResponse(invalid);
  }
}
