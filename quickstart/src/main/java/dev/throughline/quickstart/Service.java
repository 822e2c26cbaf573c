package dev.throughline.quickstart;

import java.util.Map;

/**
 * A service that runs inside this process.
 *
 * @param name for messages
 * @param admin the port that answers {@code /healthcheck}
 * @param starter starts it
 */
record Service(String name, Port admin, Starter starter) {
  /** Starts a service and returns what stops it. */
  interface Starter {
    /**
     * Starts the service.
     *
     * @param environment what it takes for environment variables
     */
    AutoCloseable start(Map<String, String> environment) throws Exception;
  }

  String healthUrl() {
    return "http://localhost:" + admin.number() + "/healthcheck";
  }
}
