package dev.halfspeed.agent.session;

import dev.halfspeed.agent.ssh.MarkedInput;
import dev.halfspeed.agent.ssh.SshConnection;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** A remote command, which prints a mark first, as JGit wants to see it. */
final class ChannelProcess extends Process {
  private final SshConnection.Channel channel;
  private final InputStream input;

  ChannelProcess(SshConnection.Channel channel) {
    this.channel = channel;
    this.input = new MarkedInput(channel.command().getInputStream());
  }

  @Override
  public OutputStream getOutputStream() {
    return channel.command().getOutputStream();
  }

  @Override
  public InputStream getInputStream() {
    return input;
  }

  @Override
  public InputStream getErrorStream() {
    return channel.command().getErrorStream();
  }

  @Override
  public int waitFor() throws InterruptedException {
    try {
      channel.command().join();
    } catch (IOException e) {
      return -1;
    }
    Integer status = channel.command().getExitStatus();
    return status == null ? -1 : status;
  }

  @Override
  public int exitValue() {
    Integer status = channel.command().getExitStatus();
    if (status == null) {
      throw new IllegalThreadStateException("the remote command runs");
    }
    return status;
  }

  @Override
  public void destroy() {
    channel.close();
  }
}
