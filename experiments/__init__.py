"""Many runs and the questions they answer: command line, designs, studies, workshop."""
