package dev.throughline.activities.sql;

import java.util.Properties;

/**
 * What the activities rely on of a connection to PostgreSQL. The driver prefers what its URL says.
 */
final class PostgresProperties {

  private PostgresProperties() {}

  static Properties needed() {
    Properties properties = new Properties();
    // Seconds, below the time limit of the activities: a server that vanishes without a word would
    // keep their threads, and the pool's connections, for ever.
    properties.setProperty("socketTimeout", "15");
    properties.setProperty("tcpKeepAlive", "true");
    // Two attempts at one order wait for each other, for less than a heartbeat time-out.
    properties.setProperty("options", "-c lock_timeout=8s");
    // Failures end up in event history and in spans, where the values of a statement have no
    // business; the driver and the server would put them into messages.
    properties.setProperty("logServerErrorDetail", "false");
    return properties;
  }
}
