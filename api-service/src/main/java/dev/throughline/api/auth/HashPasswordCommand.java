package dev.throughline.api.auth;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.dropwizard.core.cli.Command;
import io.dropwizard.core.setup.Bootstrap;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import net.sourceforge.argparse4j.inf.Namespace;
import net.sourceforge.argparse4j.inf.Subparser;
import org.jspecify.annotations.Nullable;

/** {@code hash-password}: reads a password, a line from standard input, and prints its hash. */
final class HashPasswordCommand extends Command {
  HashPasswordCommand() {
    super(
        "hash-password", "Reads a password, as a line, and prints the passwordHash for auth.users");
  }

  @Override
  public void configure(Subparser subparser) {}

  @Override
  public void run(@Nullable Bootstrap<?> bootstrap, @Nullable Namespace namespace)
      throws IOException {
    String password = new BufferedReader(new InputStreamReader(System.in, UTF_8)).readLine();
    if (password == null || password.isEmpty()) {
      throw new IllegalArgumentException("There is no password: pipe one in, as a line.");
    }
    System.out.println(PasswordHash.of(password.toCharArray()).encoded());
  }
}
