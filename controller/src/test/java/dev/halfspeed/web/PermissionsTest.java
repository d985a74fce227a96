package dev.halfspeed.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfspeed.core.Role;
import dev.halfspeed.web.access.Permissions;
import dev.halfspeed.web.access.Token;
import dev.halfspeed.web.page.Links;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Route;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which role a request needs. */
final class PermissionsTest {
  @Test
  void everyWriteOfTheServerIsListedAndAllThatIsListedIsThere() throws Exception {
    var writes = new ArrayList<String>();
    try (WebServer server =
        WebServer.start(new FakeController(), "localhost", 0, List.of(Token.own(Client.TOKEN)))) {
      for (Route route : server.routes()) {
        String path = route.getPath();
        Set<HttpMethod> methods = route.methods();
        if (path == null || methods == null || !route.isExactPath()) {
          // What all requests go through, such as the check itself.
          continue;
        }
        for (HttpMethod method : methods) {
          if (!Permissions.isRead(method.name())) {
            String sample = path.replaceAll(":[A-Za-z]+", "x");
            assertThat(Permissions.listed(method.name(), sample))
                .as("add %s %s to Permissions", method, path)
                .isPresent();
            writes.add(method + " " + path);
          }
        }
      }
    }
    assertThat(writes).hasSizeGreaterThan(25);
    assertThat(
            Permissions.rules().stream()
                .filter(rule -> !Permissions.isRead(rule.method()))
                .map(rule -> rule.method() + " " + rule.path()))
        .as("listed, and no route of the server")
        .allMatch(writes::contains);
  }

  @ParameterizedTest
  @CsvSource({
    "POST, /bisections, OPERATOR",
    "POST, /bisections/, OPERATOR",
    "POST, /bisections/b1/cancel, OPERATOR",
    "POST, /plan, VIEWER",
    "POST, /labs, ADMIN",
    "POST, /machines/m1/drain, ADMIN",
    "GET, /bisections, VIEWER",
    "HEAD, /bisections, VIEWER",
    "GET, /tokens, ADMIN",
    "HEAD, /tokens/, ADMIN",
    "GET, /tokens/x/y, ADMIN",
    "GET, /audit, ADMIN",
    "GET, /auditors, VIEWER"
  })
  void aRequestNeedsARole(String method, String path, Role role) {
    assertThat(Permissions.of(method, Links.API + path).role()).isEqualTo(role);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "POST /api/v1/bisections/b1/explode",
        "POST /api/v1/bisections/b1/cancel/x",
        "POST /api/v1//bisections",
        "POST /api/v2/plan",
        "POST /API/V1/PLAN",
        "POST /api/v1/plan%2f",
        "PUT /api/v1/plan",
        "DELETE /api/v1/bisections/b1",
        "PATCH /",
        "get /api/v1/bisections",
        "OPTIONS /api/v1/bisections"
      })
  void aWriteThatNobodyListedNeedsAnAdmin(String request) {
    String[] parts = request.split(" ");
    assertThat(Permissions.of(parts[0], parts[1]).role()).isEqualTo(Role.ADMIN);
  }
}
