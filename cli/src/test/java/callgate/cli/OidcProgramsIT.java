package callgate.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The programs of oidc-agent, each under its builtin policy,")
class OidcProgramsIT {
  private static final Path CALLGATE = Path.of("../callgate").toAbsolutePath().normalize();
  private static final Pattern VARIABLE = Pattern.compile("(OIDC\\w+)=([^;]+);");

  @TempDir private Path directory = Path.of("");
  private final Map<String, String> variables = new TreeMap<>();

  @BeforeAll
  static void prepare() throws IOException, InterruptedException {
    assumeTrue(
        Files.isExecutable(Path.of("/usr/bin/oidc-agent")), "needs apt-get install oidc-agent-cli");
    assertEquals(0, Installation.run(System.getenv(), CALLGATE, "version").status());
  }

  @BeforeEach
  void home() throws IOException {
    variables.putAll(System.getenv());
    variables.put("HOME", directory.toString());
    variables.put("PASSWORD", "secret");
    Files.createDirectories(directory.resolve(".config/oidc-agent"));
  }

  @AfterEach
  void end() throws IOException, InterruptedException {
    if (variables.containsKey("OIDCD_PID")) {
      run("oidc-agent -k", "oidc-agent", "-k");
    }
  }

  private Ran run(String component, String... program) throws IOException, InterruptedException {
    List<String> arguments =
        new ArrayList<>(List.of("run", "--policy", "builtin:oidc-agent/" + component, "--"));
    arguments.addAll(List.of(program));
    Process process = Installation.start(variables, CALLGATE, arguments.toArray(String[]::new));
    process.getOutputStream().close();
    return Installation.finished(process);
  }

  @ParameterizedTest
  @DisplayName("start and answer")
  @ValueSource(strings = {"oidc-token", "oidc-add", "oidc-gen", "oidc-agent"})
  void start(String program) throws Exception {
    Ran version = run(program, program, "--version");
    assertEquals(0, version.status(), version.toString());
    assertTrue(version.out().startsWith(program + " "), version.toString());
    Ran help = run(program, program, "--help");
    assertEquals(0, help.status(), help.toString());
    assertTrue(help.out().startsWith("Usage: " + program), help.toString());
  }

  @Test
  @DisplayName("work together: an account is made, a token is got, the account is loaded again")
  void account() throws Exception {
    try (Provider provider = new Provider()) {
      Ran agent = run("oidc-agent", "oidc-agent");
      Matcher variable = VARIABLE.matcher(agent.out());
      while (variable.find()) {
        variables.put(variable.group(1), variable.group(2));
      }
      assertTrue(variables.containsKey("OIDC_SOCK"), agent.toString());
      Ran made =
          run(
              "oidc-gen",
              "oidc-gen",
              "--iss=" + provider.address(),
              "--client-id=id",
              "--client-secret=s",
              "--redirect-uri=http://localhost:8080",
              "--scope=openid",
              "--flow=password",
              "--op-username=u",
              "--op-password=p",
              "--pw-env=PASSWORD",
              "account");
      assertEquals(0, made.status(), made.toString());
      assertEquals("a-token\n", run("oidc-token", "oidc-token", "account").out());
      assertEquals(0, run("oidc-add", "oidc-add", "--remove", "account").status());
      Ran loaded = run("oidc-add", "oidc-add", "--pw-env=PASSWORD", "account");
      assertEquals(0, loaded.status(), loaded.toString());
      assertTrue(run("oidc-add", "oidc-add", "--loaded").out().contains("account"));
      assertEquals("a-token\n", run("oidc-token", "oidc-token", "account").out());
    }
  }

  @Test
  @DisplayName("can't do what the others do")
  void others() throws Exception {
    assertEquals(128 + 31, run("oidc-token", "kill", "-0", "1").status() % 256);
  }

  /** Gives everybody the same tokens, as an OpenID provider does in the end. */
  private static final class Provider implements AutoCloseable {
    private final ServerSocket server;

    Provider() throws IOException {
      server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
      Thread.ofPlatform().daemon().start(this::serve);
    }

    String address() {
      return "http://localhost:" + server.getLocalPort() + "/";
    }

    private void serve() {
      try {
        while (true) {
          try (Socket client = server.accept()) {
            answer(client);
          }
        }
      } catch (IOException e) {
        // closed
      }
    }

    private void answer(Socket client) throws IOException {
      BufferedReader in =
          new BufferedReader(
              new InputStreamReader(client.getInputStream(), StandardCharsets.UTF_8));
      String request = String.valueOf(in.readLine());
      int length = 0;
      for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
        if (line.startsWith("Content-Length: ")) {
          length = Integer.parseInt(line.substring("Content-Length: ".length()));
        }
      }
      in.skip(length);
      String body =
          request.startsWith("POST")
              ? "{\"access_token\": \"a-token\", \"refresh_token\": \"r-token\","
                  + " \"token_type\": \"Bearer\", \"expires_in\": 3600, \"scope\": \"openid\"}"
              : "{\"issuer\": \""
                  + address()
                  + "\", \"token_endpoint\": \""
                  + address()
                  + "token\", \"authorization_endpoint\": \""
                  + address()
                  + "auth\", \"scopes_supported\": [\"openid\", \"offline_access\"]}";
      String answer =
          "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n"
              + "Content-Length: "
              + body.length()
              + "\r\n\r\n"
              + body;
      client.getOutputStream().write(answer.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void close() throws IOException {
      server.close();
    }
  }
}
