package dev.halfspeed.worker.results;

import dev.halfspeed.worker.host.PlainText;
import dev.halfspeed.worker.protocol.Protocol;
import dev.halfspeed.worker.protocol.RecipePlan.Results;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** One flat JSON object of names and numbers, in the file that the option {@code file} names. */
final class JsonParser implements ResultsParser {
  private static final String FILE = "file";
  private static final long LARGEST = 4 << 20;
  private static final String BYTE_ORDER_MARK = "\uFEFF";

  @Override
  public String name() {
    return "json";
  }

  @Override
  public List<String> options() {
    return List.of(FILE);
  }

  @Override
  public List<String> metrics() {
    return List.of();
  }

  @Override
  public Numbers read(Results results, RunOutput output) throws IOException, ReproducerException {
    String name = results.option(FILE);
    Path file = output.file(name);
    if (Files.size(file) > LARGEST) {
      throw new ReproducerException(
          name + " has more than " + (LARGEST >> 20) + " MB: one flat object is asked for");
    }
    String text = PlainText.read(file);
    JsonNode numbers;
    try {
      numbers =
          Protocol.read(
              text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text, JsonNode.class);
    } catch (JacksonException e) {
      throw new ReproducerException(name + " is not JSON" + place(text, e));
    }
    var metrics = new TreeMap<String, Double>();
    for (String metric : results.metrics()) {
      metrics.put(metric, number(name, numbers, metric));
    }
    return new Numbers(metrics, null);
  }

  private static double number(String file, JsonNode numbers, String metric)
      throws ReproducerException {
    JsonNode number = numbers.path(metric);
    if (number.isNumber() && Double.isFinite(number.doubleValue())) {
      return number.doubleValue();
    }
    throw new ReproducerException(
        "%s has no number \"%s\"%s"
            .formatted(
                file,
                metric,
                number.isMissingNode() ? "" : " but " + PlainText.quote(number.toString())));
  }

  /** Where a text stops being JSON, with the line in question. */
  private static String place(String text, JacksonException e) {
    if (text.isBlank()) {
      return ": it is empty";
    }
    if (e.getLocation() == null || e.getLocation().getLineNr() < 1) {
      return ": \"" + PlainText.quote(text) + "\"";
    }
    int line = e.getLocation().getLineNr();
    return " in line "
        + line
        + ": \""
        + PlainText.quote(text.lines().skip(line - 1L).findFirst().orElse(""))
        + "\"";
  }
}
