package dev.halfspeed.schedule;

import dev.halfspeed.machines.ConnectedMachine;
import java.util.List;

/**
 * What a campaign asks of the machines.
 *
 * @param campaign its id
 * @param priority among campaigns that share machines; the higher goes first
 * @param stations its machines, in their order
 * @param bad the number of the bad end, or of the last variant
 * @param onBarred whether it is about the machines themselves, so that it also uses those that get
 *     no other work: quarantined and drained ones
 */
public record MachineClaim(
    String campaign,
    int priority,
    List<ConnectedMachine> stations,
    Settled settled,
    int bad,
    boolean onBarred) {}
