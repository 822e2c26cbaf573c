package dev.throughline.api.problem;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import jakarta.ws.rs.core.Response;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every status of gRPC has an answer on purpose. */
class ProblemMapperTest {
  private final ProblemMapper mapper = new ProblemMapper();

  @ParameterizedTest
  @CsvSource({
    "CANCELLED,           503, true,  false",
    "UNKNOWN,             502, false, false",
    "INVALID_ARGUMENT,    400, false, true",
    "DEADLINE_EXCEEDED,   504, true,  false",
    "NOT_FOUND,           404, false, false",
    "ALREADY_EXISTS,      409, false, true",
    "PERMISSION_DENIED,   502, false, false",
    "RESOURCE_EXHAUSTED,  429, true,  false",
    "FAILED_PRECONDITION, 409, false, true",
    "ABORTED,             409, false, true",
    "OUT_OF_RANGE,        400, false, true",
    "UNIMPLEMENTED,       501, false, false",
    "INTERNAL,            502, false, false",
    "UNAVAILABLE,         503, true,  false",
    "DATA_LOSS,           502, false, false",
    "UNAUTHENTICATED,     502, false, false",
  })
  void status_isAnswered(Status.Code code, int status, boolean retryable, boolean inItsWords) {
    Response answer =
        mapper.toResponse(
            new IllegalStateException(
                code.toStatus().withDescription("in Temporal's words").asRuntimeException()));

    Problem problem = (Problem) answer.getEntity();
    assertThat(answer.getStatus()).isEqualTo(status);
    assertThat(problem.retryable()).isEqualTo(retryable);
    assertThat(answer.getHeaderString("Retry-After") != null).isEqualTo(retryable);
    assertThat("in Temporal's words".equals(problem.detail())).isEqualTo(inItsWords);
  }

  @Test
  void tableAbove_hasThemAll() throws Exception {
    Set<Status.Code> answered = EnumSet.noneOf(Status.Code.class);
    for (String row :
        ProblemMapperTest.class
            .getDeclaredMethod(
                "status_isAnswered", Status.Code.class, int.class, boolean.class, boolean.class)
            .getAnnotation(CsvSource.class)
            .value()) {
      answered.add(Status.Code.valueOf(row.split(",", 2)[0]));
    }

    assertThat(answered).isEqualTo(EnumSet.complementOf(EnumSet.of(Status.Code.OK)));
  }

  @Test
  void whatNobodyExpected_tellsNothingOfTheInside() {
    Response answer = mapper.toResponse(new IllegalStateException("jdbc:h2:secret"));

    assertThat(answer.getStatus()).isEqualTo(500);
    assertThat(answer.getEntity().toString()).doesNotContain("jdbc", "Exception");
  }
}
