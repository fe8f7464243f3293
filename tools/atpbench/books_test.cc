#include "tools/atpbench/books.h"

#include <gtest/gtest.h>

namespace atp {
namespace {

Operation Reserve(std::vector<OrderLine> lines) {
  Operation operation;
  operation.kind = OperationKind::kReserve;
  operation.lines = std::move(lines);
  return operation;
}

Operation Release(std::vector<OrderLine> lines) {
  Operation operation = Reserve(std::move(lines));
  operation.kind = OperationKind::kRelease;
  return operation;
}

Answer Promised(uint64_t sequence, std::vector<int64_t> promised) {
  Answer answer;
  answer.sequence = sequence;
  answer.promised = std::move(promised);
  return answer;
}

TEST(BooksTest, PromisesUpToTheStockAreSound) {
  Books books(10);
  books.Note(Reserve({{7, 6}, {8, 10}}), Promised(1, {6, 10}));
  books.Note(Reserve({{7, 4}}), Promised(2, {4}));
  const BooksResult result = books.Close();
  EXPECT_EQ(result.promised_units, 20);
  EXPECT_EQ(result.oversold_units, 0);
}

TEST(BooksTest, OneUnitTooManyIsOversold) {
  Books books(10);
  books.Note(Reserve({{7, 6}}), Promised(1, {6}));
  books.Note(Reserve({{7, 5}}), Promised(2, {5}));
  EXPECT_EQ(books.Close().oversold_units, 1);
}

TEST(BooksTest, TheLedgersOrderCountsNotThatOfTheAnswers) {
  // Released at 2, promised again at 3; the answers came the other way round.
  Books sound(10);
  sound.Note(Reserve({{7, 10}}), Promised(1, {10}));
  sound.Note(Reserve({{7, 10}}), Promised(3, {10}));
  sound.Note(Release({{7, 10}}), Promised(2, {}));
  const BooksResult result = sound.Close();
  EXPECT_EQ(result.oversold_units, 0);
  EXPECT_EQ(result.released_units, 10);

  // Promised before it was released.
  Books unsound(10);
  unsound.Note(Reserve({{7, 10}}), Promised(1, {10}));
  unsound.Note(Release({{7, 10}}), Promised(3, {}));
  unsound.Note(Reserve({{7, 10}}), Promised(2, {10}));
  EXPECT_EQ(unsound.Close().oversold_units, 10);
}

TEST(BooksTest, WhatArrivesMayBePromisedFromThenOn) {
  Books sound(1);
  sound.NoteReceipt(1, 7, 4);
  sound.Note(Reserve({{7, 5}}), Promised(2, {5}));
  EXPECT_EQ(sound.Close().oversold_units, 0);

  Books unsound(1);
  unsound.NoteReceipt(2, 7, 4);
  unsound.Note(Reserve({{7, 5}}), Promised(1, {5}));
  EXPECT_EQ(unsound.Close().oversold_units, 4);
}

TEST(BooksTest, RefusalsErrorsAndChecksPromiseNothing) {
  Books books(1);
  Answer refused = Promised(1, {});
  refused.result = Answer::Result::kRefused;
  books.Note(Reserve({{7, 5}}), refused);
  Answer failed = refused;
  failed.result = Answer::Result::kFailed;
  books.Note(Reserve({{7, 5}}), failed);
  Operation check = Reserve({{7, 5}});
  check.kind = OperationKind::kCheck;
  books.Note(check, Promised(2, {}));
  EXPECT_EQ(books.Close().promised_units, 0);
}

}  // namespace
}  // namespace atp
