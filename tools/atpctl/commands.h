#ifndef ATP_TOOLS_ATPCTL_COMMANDS_H_
#define ATP_TOOLS_ATPCTL_COMMANDS_H_

#include <CLI/CLI.hpp>

#include "tools/atpctl/session.h"

namespace atp {

// Each adds its nouns and verbs to `app`. When one is chosen its action is put into *chosen, which
// is run after the whole command line has been read.
void AddAvailabilityCommands(CLI::App* app, Command* chosen);  // check, curve
void AddExplainCommand(CLI::App* app, Command* chosen);
void AddReserveCommand(CLI::App* app, Command* chosen);
void AddReservationCommands(CLI::App* app, Command* chosen);
void AddStockCommands(CLI::App* app, Command* chosen);
void AddSupplyCommands(CLI::App* app, Command* chosen);
void AddQuotaCommands(CLI::App* app, Command* chosen);
void AddSettingCommands(CLI::App* app, Command* chosen);
void AddSnapshotCommands(CLI::App* app, Command* chosen);
void AddWatchCommand(CLI::App* app, Command* chosen);
void AddServerCommands(CLI::App* app, Command* chosen);   // status, checkpoint
void AddOfflineCommands(CLI::App* app, Command* chosen);  // journal dump, audit
void AddBackupCommands(CLI::App* app, Command* chosen);

}  // namespace atp

#endif  // ATP_TOOLS_ATPCTL_COMMANDS_H_
