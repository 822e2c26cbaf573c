package dev.throughline.activities;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The mail server and how to reach it. Readable by Jackson, where every field has a default.
 *
 * @param host default {@code localhost}
 * @param port default 1025
 * @param username null (the default) sends without authentication
 * @param password null if, and only if, there is no user name
 * @param tls default {@link Tls#NONE}
 * @param from the sender, default {@code throughline@localhost}
 * @param connectTimeout default 5 s
 * @param readTimeout for one reply of the server, default 20 s
 * @param writeTimeout for one write to the server, default 20 s
 */
public record SmtpSettings(
    String host,
    int port,
    @Nullable String username,
    @Nullable String password,
    Tls tls,
    String from,
    Duration connectTimeout,
    Duration readTimeout,
    Duration writeTimeout) {

  /** How the connection is protected. The server's certificate is always checked. */
  public enum Tls {
    /** Not at all. */
    NONE,
    /** Begins in plain text; a server that does not offer STARTTLS is not sent to. */
    STARTTLS,
    /** From the first byte. */
    TLS
  }

  /**
   * Checks.
   *
   * @throws IllegalArgumentException naming the setting that is wrong
   */
  public SmtpSettings {
    if (port < 1 || port > 65535) {
      throw new IllegalArgumentException("port is " + port + ", not between 1 and 65535");
    }
    if ((username == null) != (password == null)) {
      throw new IllegalArgumentException("username and password go together");
    }
    requirePositive("connectTimeout", connectTimeout);
    requirePositive("readTimeout", readTimeout);
    requirePositive("writeTimeout", writeTimeout);
    try {
      new InternetAddress(from, true);
    } catch (AddressException e) {
      throw new IllegalArgumentException("from is no e-mail address: " + from, e);
    }
  }

  /** A mail server on this machine: every setting at its default. */
  public static SmtpSettings defaults() {
    return withDefaults(null, null, null, null, null, null, null, null, null);
  }

  @JsonCreator
  static SmtpSettings withDefaults(
      @JsonProperty("host") @Nullable String host,
      @JsonProperty("port") @Nullable Integer port,
      @JsonProperty("username") @Nullable String username,
      @JsonProperty("password") @Nullable String password,
      @JsonProperty("tls") @Nullable Tls tls,
      @JsonProperty("from") @Nullable String from,
      @JsonProperty("connectTimeout") @Nullable Duration connectTimeout,
      @JsonProperty("readTimeout") @Nullable Duration readTimeout,
      @JsonProperty("writeTimeout") @Nullable Duration writeTimeout) {
    return new SmtpSettings(
        Objects.requireNonNullElse(host, "localhost"),
        Objects.requireNonNullElse(port, 1025),
        username,
        password,
        Objects.requireNonNullElse(tls, Tls.NONE),
        Objects.requireNonNullElse(from, "throughline@localhost"),
        Objects.requireNonNullElse(connectTimeout, Duration.ofSeconds(5)),
        Objects.requireNonNullElse(readTimeout, Duration.ofSeconds(20)),
        Objects.requireNonNullElse(writeTimeout, Duration.ofSeconds(20)));
  }

  private static void requirePositive(String name, Duration timeout) {
    // Below a millisecond it would become 0, which means for ever.
    if (timeout.toMillis() < 1) {
      throw new IllegalArgumentException(name + " is not positive: " + timeout);
    }
  }

  /** Host, port, TLS and sender; never the credentials. */
  @Override
  public String toString() {
    return "SmtpSettings[" + host + ":" + port + ", tls=" + tls + ", from=" + from + "]";
  }
}
