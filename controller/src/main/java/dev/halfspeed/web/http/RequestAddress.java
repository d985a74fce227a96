package dev.halfspeed.web.http;

import io.vertx.core.net.HostAndPort;
import io.vertx.ext.web.RoutingContext;
import java.net.URI;

/** By which address a client reached this server: the one that works for it. */
public final class RequestAddress {
  private RequestAddress() {}

  /**
   * The address of the first page.
   *
   * @param own what the server itself would say, where the client says nothing that can be one
   */
  public static URI of(RoutingContext context, URI own) {
    HostAndPort host = context.request().authority();
    try {
      return host == null ? own : URI.create(context.request().scheme() + "://" + host + "/");
    } catch (IllegalArgumentException e) {
      return own;
    }
  }
}
