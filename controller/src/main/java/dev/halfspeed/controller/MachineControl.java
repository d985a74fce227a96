package dev.halfspeed.controller;

import dev.halfspeed.campaign.check.CheckRequest;
import dev.halfspeed.core.Principal;
import dev.halfspeed.problem.Problem;
import dev.halfspeed.report.view.machine.CheckView;
import dev.halfspeed.report.view.machine.MachineDay;
import dev.halfspeed.report.view.machine.MachineHistory;
import dev.halfspeed.report.view.machine.MachineView;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Machines: what they do and did, checks of them, and whether they get work. */
public interface MachineControl {

  /** The machines that this controller knows. */
  List<MachineView> all();

  /** The machines that this controller knows, and what they did in a span of time. */
  List<MachineDay> days(Instant from, Instant until);

  /**
   * All that is kept of one machine, and what it did in a span of time.
   *
   * @throws Problem when there is no such machine
   */
  MachineHistory history(String name, Instant from, Instant until) throws Problem;

  /**
   * Looks at one machine, or at all: connects, sends the worker, asks for facts.
   *
   * @param lab name of a lab, or path of a lab file; empty: the machine at hand
   * @param machine a name; empty: all of them
   */
  List<MachineView> check(String lab, String machine, Principal by) throws Problem;

  /**
   * Starts whole checks: each machine builds a known-good kernel and boots it again and again.
   * Takes seconds, since it looks at the machines; the checks go on.
   *
   * @return the checks, one a machine
   * @throws Problem when anything in the request or on the machines is not as it must be; nothing
   *     was started then
   */
  List<CheckView> startCheck(CheckRequest request, Principal by) throws Problem;

  /** All checks of machines, the newest first. */
  List<CheckView> checks();

  /** One check. */
  CheckView check(String id) throws Problem;

  /**
   * Gives a machine no new work from now on; what runs there goes on to its end.
   *
   * @param reason for people; may be empty
   */
  MachineView drain(String machine, String reason, Principal by) throws Problem;

  /** Gives a machine work again that was drained or quarantined. */
  MachineView admit(String machine, String reason, Principal by) throws Problem;

  /** How many campaigns may be given the time of each machine, by the machine's name. */
  Map<String, Integer> queues();
}
