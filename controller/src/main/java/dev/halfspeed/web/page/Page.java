package dev.halfspeed.web.page;

/** What a template shows. */
public sealed interface Page
    permits CampaignsPage,
        MachinesPage,
        MachinePage,
        LogPage,
        AccountPage,
        WatchesPage,
        WatchPage,
        SeriesPage,
        RegressionsPage,
        RegressionPage,
        TextPage,
        TroublePage {
  /** Of the window, without the program's name. */
  String title();

  /** Its template. */
  String template();
}
