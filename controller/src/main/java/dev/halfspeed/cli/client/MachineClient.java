package dev.halfspeed.cli.client;

import dev.halfspeed.campaign.check.CheckRequest;
import dev.halfspeed.problem.Problem;
import dev.halfspeed.report.view.LabView;
import dev.halfspeed.report.view.RepositoryView;
import dev.halfspeed.report.view.machine.CheckView;
import dev.halfspeed.report.view.machine.MachineView;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Machines, their checks, and the names of labs and repositories. */
public final class MachineClient {
  private final ApiCalls calls;

  MachineClient(ApiCalls calls) {
    this.calls = calls;
  }

  /** The machines that the controller knows. */
  public List<MachineView> machines() throws Problem {
    return calls.all("/api/v1/machines", MachineView.class);
  }

  /** Looks at machines; see {@link dev.halfspeed.controller.MachineControl#check}. */
  public List<MachineView> check(String lab, String machine) throws Problem {
    String answer =
        calls.post(
            "/api/v1/machines/check",
            Map.of("lab", lab, "machine", machine),
            ApiCalls.LOOKING_AT_MACHINES);
    return Arrays.asList(ApiCalls.read(answer, MachineView[].class));
  }

  /** Starts whole checks; see {@link dev.halfspeed.controller.MachineControl#startCheck}. */
  public List<CheckView> startCheck(CheckRequest request) throws Problem {
    return Arrays.asList(
        ApiCalls.read(calls.accepted(calls.once("/api/v1/checks", request)), CheckView[].class));
  }

  /** All checks of machines, the newest first. */
  public List<CheckView> checks() throws Problem {
    return calls.all("/api/v1/checks", CheckView.class);
  }

  /** One check of a machine. */
  public CheckView check(String id) throws Problem {
    return ApiCalls.read(calls.get("/api/v1/checks/" + ApiCalls.encode(id)), CheckView.class);
  }

  /** Gives a machine no new work. */
  public MachineView drain(String machine, String reason) throws Problem {
    return stand(machine, "drain", reason);
  }

  /** Gives a machine work again. */
  public MachineView admit(String machine, String reason) throws Problem {
    return stand(machine, "admit", reason);
  }

  private MachineView stand(String machine, String how, String reason) throws Problem {
    return ApiCalls.read(
        calls.post(
            "/api/v1/machines/" + ApiCalls.encode(machine) + "/" + how, Map.of("reason", reason)),
        MachineView.class);
  }

  /** The labs that requests may name. */
  public List<LabView> labs() throws Problem {
    return calls.all("/api/v1/labs", LabView.class);
  }

  /** Registers a lab by the path of its file on the controller's disk. */
  public LabView addLab(String name, String file, boolean replace) throws Problem {
    return ApiCalls.read(
        calls.post("/api/v1/labs", Map.of("name", name, "path", file, "replace", replace)),
        LabView.class);
  }

  /** Takes a lab's name away. */
  public void removeLab(String name) throws Problem {
    calls.post("/api/v1/labs/" + ApiCalls.encode(name) + "/remove", Map.of());
  }

  /** The repositories that requests may name. */
  public List<RepositoryView> repositories() throws Problem {
    return calls.all("/api/v1/repositories", RepositoryView.class);
  }

  /** Registers a repository by its path on the controller's disk. */
  public RepositoryView addRepository(String name, String path, boolean replace) throws Problem {
    return ApiCalls.read(
        calls.post("/api/v1/repositories", Map.of("name", name, "path", path, "replace", replace)),
        RepositoryView.class);
  }

  /** Takes a repository's name away. */
  public void removeRepository(String name) throws Problem {
    calls.post("/api/v1/repositories/" + ApiCalls.encode(name) + "/remove", Map.of());
  }
}
