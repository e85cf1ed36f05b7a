// Cases of the AWS SDK for Go on local-aws, told as TAP. Endpoint, region and keys come from the environment.
package main

import (
	"context"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/config"
)

type testCase struct {
	title string
	run   func(ctx context.Context, cfg aws.Config) error
}

var groups = map[string][]testCase{"kinesis": kinesisCases, "firehose": firehoseCases}

func main() {
	failed := false
	for _, group := range os.Args[1:] {
		for _, one := range groups[group] {
			if err := run(one); err != nil {
				failed = true
				fmt.Printf("not ok %s\n# %s\n", one.title, strings.ReplaceAll(err.Error(), "\n", "\n# "))
			} else {
				fmt.Printf("ok %s\n", one.title)
			}
		}
	}
	if failed {
		os.Exit(1)
	}
}

func run(one testCase) error {
	ctx, cancel := context.WithTimeout(context.Background(), 60*time.Second)
	defer cancel()
	cfg, err := config.LoadDefaultConfig(ctx)
	if err != nil {
		return err
	}
	return one.run(ctx, cfg)
}

// nameOf gives what a case creates a name of this process.
func nameOf(what string) string {
	return fmt.Sprintf("go-%s-%d", what, os.Getpid())
}

// until asks again until it is told that what it waits for has come.
func until(ctx context.Context, ready func() (bool, error)) error {
	for {
		if done, err := ready(); done || err != nil {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(50 * time.Millisecond):
		}
	}
}
