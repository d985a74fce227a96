package dev.halfspeed.notify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halfspeed.controller.RegressionFile;
import dev.halfspeed.problem.Problem;
import dev.halfspeed.regression.reconcile.RegressionSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class NotifySettingsTest {
  private static final String SMTP =
      "smtp:\n  host: mail.example.org\n  from: Halfspeed <halfspeed@example.org>\n";

  @TempDir private Path folder;

  private NotifySettings read(String text) throws Exception {
    Path file = folder.resolve("notify.yaml");
    Files.writeString(file, text);
    return RegressionFile.read(file).notices();
  }

  @Test
  void everyKindOfChannelIsRead() throws Exception {
    Path secret = Files.writeString(folder.resolve("secret"), "0123456789abcdef\n");
    NotifySettings settings =
        read(
            SMTP
                + """
                authors: show
                upstream: [/srv/linux]
                channels:
                  - name: team
                    mail: [ada@example.org, Bob <bob@example.org>]
                    tell: [culprit, machine]
                  - name: chat
                    webhook: https://chat.example.org/hook
                    secret-file: %s
                  - name: script
                    command: [/usr/local/bin/regression, --verbose]
                """
                    .formatted(secret));
    assertThat(settings.channels())
        .extracting(NotifySettings.Target::name, NotifySettings.Target::recipients)
        .containsExactly(
            org.assertj.core.api.Assertions.tuple(
                "team", java.util.List.of("ada@example.org", "Bob <bob@example.org>")),
            org.assertj.core.api.Assertions.tuple("chat", java.util.List.of("chat.example.org")),
            org.assertj.core.api.Assertions.tuple("script", java.util.List.of("regression")));
    assertThat(settings.channels().getFirst().tells())
        .containsExactlyInAnyOrder("culprit", "machine");
    assertThat(settings.channels().getLast().tells())
        .containsExactlyInAnyOrder("culprit", "no culprit", "fixed", "digest");
    assertThat(settings.smtp().orElseThrow().port()).isEqualTo(25);
  }

  /** Each with what the message says; ~ stands for the mail server. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      value = {
        "chanels: [] | chanels is no field",
        "authors: mail | there is no mail server",
        "authors: perhaps | authors",
        "channels: [{name: team, mail: [ada@example.org]}] | there is no mail server",
        "~channels: [{name: team, mail: [ada at example]}] | is no mail address",
        "~channels: [{name: team, mail: []}] | mail",
        "~channels: [{name: team}] | none of mail, webhook and command",
        "~channels: [{name: team, mail: [a@b.org], command: [/x]}] | several of mail",
        "~channels: [{name: Team!, mail: [a@b.org]}] | Team!",
        "~channels: [{name: a, mail: [a@b.org]}, {name: a, mail: [a@b.org]}] | \"a\"",
        "~channels: [{name: authors, mail: [a@b.org]}] | \"authors\"",
        "~channels: [{name: a, mail: [a@b.org], tell: [everything]}] | \"everything\"",
        "channels: [{name: a, webhook: chat.example.org}] | webhook",
        "channels: [{name: a, webhook: https://chat.example.org/}] | secret-file",
        "channels: [{name: a, webhook: ^http://x/^, secret-file: /nowhere}] | /nowhere",
        "channels: [{name: a, command: []}] | command",
        "smtp: {host: mail, from: nobody} | is no mail address",
        "smtp: {host: mail, from: a@b.org, security: some} | security",
        "smtp: {host: mail, from: a@b.org, port: 0} | port",
        "smtp: {host: mail, from: a@b.org, user: ann} | password-file",
      })
  void aWrongFileGivesOneMessage(String text, String said) {
    String file = text.replace("^", "").replace("~", SMTP);
    assertThatThrownBy(() -> read(file))
        .isInstanceOfSatisfying(
            Problem.class,
            problem -> {
              assertThat(problem.what()).contains(said);
              assertThat(problem.nextStep()).isNotBlank();
            });
  }

  @Test
  void aPasswordDoesNotGoThroughTheNetworkAsItIs() throws Exception {
    Path secret = Files.writeString(folder.resolve("secret"), "hunter2");
    String file =
        "smtp: {host: mail, from: a@b.org, user: ann, password-file: %s}\n".formatted(secret);
    assertThatThrownBy(() -> read(file)).hasMessageContaining("would go through the network");
  }

  @Test
  void patienceIsWhatItIsWhereNothingIsSaid() throws Exception {
    Path file = folder.resolve("notify.yaml");
    Files.writeString(file, "patience: {hold: 5m, campaigns: 7}\n");
    RegressionSettings usual = RegressionSettings.USUAL;
    assertThat(RegressionFile.read(file).patience())
        .isEqualTo(
            new RegressionSettings(
                Duration.ofMinutes(5),
                usual.confirmWithin(),
                usual.bisectWithin(),
                usual.checkWithin(),
                usual.stays(),
                7,
                usual.bisectionsAnHour(),
                usual.waiting()));
    assertThatThrownBy(() -> read("patience: {hold: 5m, holt: 5m}\n"))
        .hasMessageContaining("holt is no field");
  }
}
