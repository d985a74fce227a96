package dev.halfspeed;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import dev.halfspeed.json.RowJson;
import dev.halfspeed.worker.host.ErrorLine;
import dev.halfspeed.worker.host.Tools;
import dev.halfspeed.worker.protocol.Protocol;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which room of the controller may know which. */
final class ArchitectureTest {
  private static final JavaClasses CONTROLLER =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.halfspeed");

  @ParameterizedTest
  @ValueSource(strings = {"dev.halfspeed.search..", "dev.halfspeed.comparison"})
  void whatDecidesIsPure(String room) {
    classes()
        .that()
        .resideInAPackage(room)
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            room,
            "java.lang..",
            "java.util",
            "java.util.function",
            "java.util.stream",
            "java.util.concurrent.atomic",
            "org.jspecify.annotations")
        .check(CONTROLLER);
    noClasses()
        .that()
        .resideInAPackage(room)
        .should()
        .dependOnClassesThat()
        .haveFullyQualifiedName("java.lang.Thread")
        .check(CONTROLLER);
  }

  @Test
  void whatLooksForOptionsKnowsTheSearchOnly() {
    classes()
        .that()
        .resideInAPackage("dev.halfspeed.configs")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "dev.halfspeed.configs",
            "dev.halfspeed.search",
            "java.lang..",
            "java.util",
            "java.util.function",
            "java.util.regex",
            "java.util.stream",
            "org.jspecify.annotations")
        .check(CONTROLLER);
  }

  @Test
  void detectionIsPureButForItsStatistics() {
    classes()
        .that()
        .resideInAPackage("dev.halfspeed.detection")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "dev.halfspeed.detection",
            "dev.halfspeed.core",
            "java.lang..",
            "java.time",
            "java.util",
            "java.util.function",
            "java.util.stream",
            "org.apache.commons.statistics..",
            "org.jspecify.annotations")
        .check(CONTROLLER);
    noClasses()
        .that()
        .resideInAPackage("dev.halfspeed.detection")
        .should()
        .dependOnClassesThat()
        .haveFullyQualifiedName("java.lang.Thread")
        .orShould()
        .dependOnClassesThat()
        .haveFullyQualifiedName("java.time.Clock")
        .check(CONTROLLER);
  }

  @Test
  void evidenceIsPureButForItsStatistics() {
    classes()
        .that()
        .resideInAPackage("dev.halfspeed.evidence")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "dev.halfspeed.evidence",
            "dev.halfspeed.detection",
            "java.lang..",
            "java.util",
            "java.util.function",
            "java.util.stream",
            "org.apache.commons.statistics..",
            "org.jspecify.annotations")
        .check(CONTROLLER);
  }

  @Test
  void theRoomsOfTheSearchHaveNoCycle() {
    slices().assignedFrom(new SearchRooms()).should().beFreeOfCycles().check(CONTROLLER);
  }

  /**
   * The packages of the search. Its top package is two rooms: the values that everybody knows, and
   * on top of all the classes by which the search is entered.
   */
  private static final class SearchRooms implements SliceAssignment {
    private static final String TOP = "dev.halfspeed.search";
    private static final Set<String> ENTRANCE = Set.of(TOP + ".BayesianSearch", TOP + ".Plan");

    @Override
    public SliceIdentifier getIdentifierOf(JavaClass type) {
      String room = type.getPackageName();
      if (room.equals(TOP)) {
        String outermost = type.getName().replaceFirst("\\$.*", "");
        return SliceIdentifier.of(ENTRANCE.contains(outermost) ? "entrance" : "values");
      }
      return room.startsWith(TOP + ".") ? SliceIdentifier.of(room) : SliceIdentifier.ignore();
    }

    @Override
    public String getDescription() {
      return "the rooms of the search";
    }
  }

  @Test
  void onlyTheSearchSeesItsRooms() {
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.halfspeed.search..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("dev.halfspeed.search.*..")
        .check(CONTROLLER);
  }

  @Test
  void theAdviserIsPureButForItsLines() {
    classes()
        .that()
        .resideInAPackage("dev.halfspeed.advise")
        .and()
        .doNotHaveSimpleName("Conversation")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "dev.halfspeed.advise",
            "dev.halfspeed.search",
            "dev.halfspeed.problem",
            "java.lang..",
            "java.util",
            "java.util.function",
            "java.util.regex",
            "java.util.stream",
            "com.fasterxml.jackson..",
            "tools.jackson..",
            "org.jspecify.annotations")
        .check(CONTROLLER);
  }

  @ParameterizedTest
  @CsvSource({
    "io.vertx.., dev.halfspeed.web..",
    "io.micrometer.., dev.halfspeed.web.api",
    "gg.jte.., dev.halfspeed.web.page..",
    "com.github.weisj.., dev.halfspeed.web.page.picture",
    "java.awt.., dev.halfspeed.web.page.picture",
    "jakarta.mail.., dev.halfspeed.notify",
    "org.eclipse.angus.., dev.halfspeed.notify",
    "net.schmizz.., dev.halfspeed.agent..",
    "org.jdbi.., dev.halfspeed.store.sqlite",
    "java.sql.., dev.halfspeed.store.sqlite",
    "org.flywaydb.., dev.halfspeed.store.sqlite",
    "picocli.., dev.halfspeed.cli.."
  })
  void aLibraryIsKnownToItsAdapterOnly(String library, String adapter) {
    noClasses()
        .that()
        .resideOutsideOfPackage(adapter)
        .should()
        .dependOnClassesThat()
        .resideInAPackage(library)
        .check(CONTROLLER);
  }

  @Test
  void pagesKnowNoServer() {
    noClasses()
        .that()
        .resideInAPackage("dev.halfspeed.web.page..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.vertx..")
        .check(CONTROLLER);
  }

  @Test
  void theRoomsOfTheServerKnowThoseBeforeThem() {
    layeredArchitecture()
        .consideringOnlyDependenciesInLayers()
        .layer("page")
        .definedBy("dev.halfspeed.web.page..")
        .layer("http")
        .definedBy("dev.halfspeed.web.http")
        .layer("access")
        .definedBy("dev.halfspeed.web.access")
        .layer("events")
        .definedBy("dev.halfspeed.web.events")
        .layer("api")
        .definedBy("dev.halfspeed.web.api")
        .layer("site")
        .definedBy("dev.halfspeed.web.site")
        .layer("server")
        .definedBy("dev.halfspeed.web")
        .whereLayer("http")
        .mayOnlyBeAccessedByLayers("access", "events", "api", "site", "server")
        .whereLayer("access")
        .mayOnlyBeAccessedByLayers("api", "site", "server")
        .whereLayer("events")
        .mayOnlyBeAccessedByLayers("api", "server")
        .whereLayer("api")
        .mayOnlyBeAccessedByLayers("site", "server")
        .whereLayer("site")
        .mayOnlyBeAccessedByLayers("server")
        .whereLayer("server")
        .mayNotBeAccessedByAnyLayer()
        .check(CONTROLLER);
  }

  @Test
  void theStoresRecordsAreItsOwn() {
    noClasses()
        .that()
        .resideInAnyPackage("dev.halfspeed.store..", "dev.halfspeed.core")
        .should()
        .dependOnClassesThat(
            resideInAPackage("dev.halfspeed..")
                .and(
                    not(
                        resideInAnyPackage(
                            "dev.halfspeed.store..",
                            "dev.halfspeed.core",
                            "dev.halfspeed.files",
                            "dev.halfspeed.problem"))))
        .check(CONTROLLER);
    noClasses()
        .that()
        .resideInAPackage("dev.halfspeed.store..")
        .and()
        .resideOutsideOfPackage("dev.halfspeed.store.sqlite")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("dev.halfspeed.store.sqlite")
        .check(CONTROLLER);
  }

  @Test
  void viewsAreValuesAndKnowNoTexts() {
    noClasses()
        .that()
        .resideInAPackage("dev.halfspeed.report.view..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "dev.halfspeed.report",
            "dev.halfspeed.report.bisection",
            "dev.halfspeed.report.comparison",
            "dev.halfspeed.report.configs")
        .check(CONTROLLER);
  }

  @Test
  void gitIsReadByHistoryAndSentInSessions() {
    noClasses()
        .that()
        .resideOutsideOfPackages("dev.halfspeed.history", "dev.halfspeed.agent.session")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.eclipse.jgit..")
        .check(CONTROLLER);
  }

  @Test
  void theBenchmarkKnowsTheSearchOnly() {
    noClasses()
        .that()
        .resideInAPackage("dev.halfspeed.benchmark..")
        .should()
        .dependOnClassesThat(
            resideInAPackage("dev.halfspeed..")
                .and(
                    not(
                        resideInAnyPackage(
                            "dev.halfspeed.benchmark..",
                            "dev.halfspeed.files",
                            "dev.halfspeed.search",
                            "dev.halfspeed.problem",
                            "dev.halfspeed.yaml"))))
        .check(CONTROLLER);
    noClasses()
        .that()
        .resideOutsideOfPackages("dev.halfspeed.benchmark..", "dev.halfspeed.cli..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("dev.halfspeed.benchmark..")
        .check(CONTROLLER);
  }

  @Test
  void theRoomsOfTheBenchmarkKnowThoseBeforeThem() {
    layeredArchitecture()
        .consideringOnlyDependenciesInLayers()
        .layer("world")
        .definedBy("dev.halfspeed.benchmark.world")
        .layer("strategy")
        .definedBy("dev.halfspeed.benchmark.strategy")
        .layer("lab")
        .definedBy("dev.halfspeed.benchmark.lab")
        .layer("report")
        .definedBy("dev.halfspeed.benchmark.report")
        .layer("tournament")
        .definedBy("dev.halfspeed.benchmark")
        .whereLayer("strategy")
        .mayOnlyBeAccessedByLayers("lab", "report", "tournament")
        .whereLayer("lab")
        .mayOnlyBeAccessedByLayers("report", "tournament")
        .whereLayer("report")
        .mayOnlyBeAccessedByLayers("tournament")
        .whereLayer("tournament")
        .mayNotBeAccessedByAnyLayer()
        .check(CONTROLLER);
  }

  @Test
  void theRoomsOfTheCommandLineKnowThoseBeforeThem() {
    layeredArchitecture()
        .consideringOnlyDependenciesInLayers()
        .layer("terminal")
        .definedBy("dev.halfspeed.cli.terminal")
        .layer("client")
        .definedBy("dev.halfspeed.cli.client")
        .layer("option")
        .definedBy("dev.halfspeed.cli.option")
        .layer("session")
        .definedBy("dev.halfspeed.cli.session")
        .layer("command")
        .definedBy("dev.halfspeed.cli.command..")
        .layer("process")
        .definedBy("dev.halfspeed.cli")
        .whereLayer("process")
        .mayNotBeAccessedByAnyLayer()
        .whereLayer("command")
        .mayOnlyBeAccessedByLayers("process")
        .whereLayer("session")
        .mayOnlyBeAccessedByLayers("command", "process")
        .whereLayer("option")
        .mayOnlyBeAccessedByLayers("session", "command", "process")
        .whereLayer("client")
        .mayOnlyBeAccessedByLayers("option", "session", "command", "process")
        .check(CONTROLLER);
    slices()
        .matching("dev.halfspeed.cli.command.(*)")
        .should()
        .notDependOnEachOther()
        .check(CONTROLLER);
    noClasses()
        .that()
        .resideInAnyPackage("dev.halfspeed.cli.terminal", "dev.halfspeed.cli.client")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("picocli..")
        .check(CONTROLLER);
  }

  /**
   * And what a recipe is checked against and tried with: the parsers of results, a step's
   * environment, the line in which it says why it failed.
   */
  @Test
  void ofTheWorkerOnlyTheProtocolIsShared() {
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.halfspeed.worker..")
        .should()
        .dependOnClassesThat(
            resideInAnyPackage(
                    "dev.halfspeed.worker",
                    "dev.halfspeed.worker.job",
                    "dev.halfspeed.worker.build",
                    "dev.halfspeed.worker.boot",
                    "dev.halfspeed.worker.measure",
                    "dev.halfspeed.worker.facts",
                    "dev.halfspeed.worker.host")
                .and(not(belongToAnyOf(Tools.class, ErrorLine.class))))
        .check(CONTROLLER);
  }

  /** What is kept is written with {@link RowJson}, what is answered by the server of the API. */
  @Test
  void theJsonOfTheWireStaysThere() {
    noClasses()
        .that()
        .resideOutsideOfPackages("dev.halfspeed.worker..", "dev.halfspeed.agent..")
        .should()
        .dependOnClassesThat(belongToAnyOf(Protocol.class))
        .check(CONTROLLER);
  }

  /** The controller's rooms from below: each may know those before it, none of those after it. */
  @Test
  void theEngineIsInFloors() {
    List<String> floors =
        List.of(
            "dev.halfspeed.work",
            "dev.halfspeed.durations",
            "dev.halfspeed.machines",
            "dev.halfspeed.schedule",
            "dev.halfspeed.jobs",
            "dev.halfspeed.campaign",
            "dev.halfspeed.campaign.*",
            "dev.halfspeed.controller",
            "dev.halfspeed.web..",
            "dev.halfspeed.cli..");
    for (int floor = 0; floor < floors.size() - 1; floor++) {
      noClasses()
          .that()
          .resideInAPackage(floors.get(floor))
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(floors.subList(floor + 1, floors.size()).toArray(String[]::new))
          .check(CONTROLLER);
    }
  }

  @Test
  void kindsOfCampaignsDoNotKnowEachOther() {
    slices()
        .matching("dev.halfspeed.campaign.(*)..")
        .should()
        .notDependOnEachOther()
        .check(CONTROLLER);
  }

  /** They say what is to be done; the engine knows how, and with what. */
  @ParameterizedTest
  @ValueSource(strings = {"bisection", "comparison", "configs"})
  void kindsOfCampaignsKnowNoMachinesAtWork(String kind) {
    noClasses()
        .that()
        .resideInAPackage("dev.halfspeed.campaign." + kind)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("dev.halfspeed.agent..", "dev.halfspeed.store.sqlite..")
        .check(CONTROLLER);
  }

  @Test
  void regressionsKnowAlarmsAndNoticesOnly() {
    onlyKnows("dev.halfspeed.regression..", "core", "json", "problem", "report..", "store..");
    onlyKnows("dev.halfspeed.regression.lifecycle", "core", "json", "store", "store.regression");
    onlyKnows("dev.halfspeed.notify", "core", "files", "problem", "store..", "yaml");
  }

  /** With these layers there is no cycle among them, either. */
  @Test
  void theRoomsOfRegressionsKnowThoseBeforeThem() {
    layeredArchitecture()
        .consideringOnlyDependenciesInLayers()
        .layer("lifecycle")
        .definedBy("dev.halfspeed.regression.lifecycle")
        .layer("reconcile")
        .definedBy("dev.halfspeed.regression.reconcile")
        .layer("view")
        .definedBy("dev.halfspeed.regression.view")
        .layer("notice")
        .definedBy("dev.halfspeed.regression.notice")
        .layer("regressions")
        .definedBy("dev.halfspeed.regression")
        .whereLayer("reconcile")
        .mayOnlyBeAccessedByLayers("regressions")
        .whereLayer("view")
        .mayOnlyBeAccessedByLayers("notice", "regressions")
        .whereLayer("notice")
        .mayOnlyBeAccessedByLayers("regressions")
        .whereLayer("regressions")
        .mayNotBeAccessedByAnyLayer()
        .check(CONTROLLER);
  }

  @Test
  void whatIsToBeDoneAboutRegressionsIsPure() {
    classes()
        .that()
        .resideInAPackage("dev.halfspeed.regression.reconcile")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "dev.halfspeed.regression.reconcile",
            "dev.halfspeed.regression.lifecycle",
            "dev.halfspeed.core",
            "dev.halfspeed.store.regression",
            "java.lang..",
            "java.time",
            "java.util",
            "java.util.function",
            "java.util.stream",
            "org.jspecify.annotations")
        .check(CONTROLLER);
    noClasses()
        .that()
        .resideInAPackage("dev.halfspeed.regression.reconcile")
        .should()
        .dependOnClassesThat()
        .haveFullyQualifiedName("dev.halfspeed.regression.lifecycle.RegressionLog")
        .orShould()
        .dependOnClassesThat()
        .haveFullyQualifiedName("java.lang.Thread")
        .orShould()
        .dependOnClassesThat()
        .haveFullyQualifiedName("java.time.Clock")
        .orShould()
        .dependOnClassesThat()
        .haveFullyQualifiedName("java.time.InstantSource")
        .check(CONTROLLER);
  }

  private static void onlyKnows(String room, String... others) {
    var known = new ArrayList<>(List.of(room));
    for (String other : others) {
      known.add("dev.halfspeed." + other);
    }
    noClasses()
        .that()
        .resideInAPackage(room)
        .should()
        .dependOnClassesThat(
            resideInAPackage("dev.halfspeed..")
                .and(not(resideInAnyPackage(known.toArray(String[]::new)))))
        .check(CONTROLLER);
  }

  @Test
  void nothingGoesRoundInCircles() {
    slices().matching("dev.halfspeed.(*)..").should().beFreeOfCycles().check(CONTROLLER);
  }
}
